/*
 * client-nat.c - a client's tests of its NAT and its refresh interval
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/client-impl.h"

static void tests_opened (struct teredo_client *client, unsigned socket, uint16_t port)
{
	teredo_nat_tests_opened (&client->nat_tests, &client->role.node, &client->qualification,
	                         socket, port);
}

static enum teredo_count tests_rx (struct teredo_client *client, const struct teredo_arrival *a,
                                   enum teredo_verdict *verdict)
{
	(void)verdict; /* nothing is ever delivered */
	return teredo_nat_tests_rx (&client->nat_tests, &client->role.node, &client->qualification,
	                            a);
}

static void refresh_opened (struct teredo_client *client, unsigned socket, uint16_t port)
{
	teredo_refresh_opened (&client->refresh, &client->role.node, &client->qualification, socket,
	                       port);
}

static enum teredo_count refresh_rx (struct teredo_client *client, const struct teredo_arrival *a,
                                     enum teredo_verdict *verdict)
{
	(void)verdict;
	return teredo_refresh_rx (&client->refresh, &client->role.node, &client->qualification, a);
}

void teredo_client_nat_init (struct teredo_client *client,
                             const struct teredo_client_config *config)
{
	static const struct teredo_socket_user tests = { tests_opened, tests_rx };
	static const struct teredo_socket_user refresh = { refresh_opened, refresh_rx };

	teredo_nat_tests_init (&client->nat_tests, config->nat_tests ? &tests : NULL);
	teredo_refresh_init (&client->refresh, &client->qualification, config->refresh,
	                     config->adaptive_refresh ? &refresh : NULL);
}

void teredo_client_nat_address (struct teredo_client *client)
{
	const struct teredo_qualification *q = &client->qualification;
	struct teredo_node *node = &client->role.node;

	teredo_nat_tests_address (&client->nat_tests, node, q);
	if (teredo_endpoint_equal (&q->mapped, &client->port_mapping)) /* not because of a loss */
		teredo_refresh_restart (&client->refresh, node, &client->qualification);
	teredo_refresh_address (&client->refresh, node, &client->qualification);
}

void teredo_client_nat_network (struct teredo_client *client)
{
	teredo_nat_tests_restart (&client->nat_tests, &client->role.node);
	teredo_refresh_restart (&client->refresh, &client->role.node, &client->qualification);
}

void teredo_client_nat_confirmed (struct teredo_client *client, uint32_t server)
{
	const struct teredo_qualification *q = &client->qualification;

	if (server == q->server2 && q->server2 != q->server)
		teredo_nat_tests_confirmed (&client->nat_tests, &client->role.node);
}

teredo_time teredo_client_nat_deadline (const struct teredo_client *client)
{
	return teredo_time_min (teredo_nat_tests_deadline (&client->nat_tests,
	                                                   &client->qualification),
	                        teredo_refresh_deadline (&client->refresh, &client->qualification));
}

void teredo_client_nat_expire (struct teredo_client *client)
{
	struct teredo_node *node = &client->role.node;

	teredo_nat_tests_expire (&client->nat_tests, node, &client->qualification);
	teredo_refresh_expire (&client->refresh, node, &client->qualification);
}

void teredo_client_nat_status (const struct teredo_client *client, struct teredo_status *status)
{
	status->nat_tested = teredo_nat_tests_over (&client->nat_tests);
	status->nat_type = client->nat_tests.type;
	if (status->nat_type.mapping == TEREDO_NAT_UNKNOWN)
		status->nat_type.mapping = client->qualification.nat;
	status->refresh = client->qualification.interval;
	teredo_refresh_result (&client->refresh, &status->kept);
}
