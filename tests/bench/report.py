#!/usr/bin/env python3
# report.py - tables and plots of measurements
# SPDX-License-Identifier: GPL-2.0-or-later
#
#   report.py FOLDER [MEASURE...]
#
# FOLDER has results.jsonl, a measurement in each line, and machine.txt, "NAME: VALUE" lines.
# Writes result.txt, result.json, index.html and, by gnuplot, an SVG for each quantity. With
# MEASURE..., the status is 1 if a quantity of one of these programs lacks values.

import html
import json
import os
import shutil
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
NAMES = {"ours": "ours", "debian": "Debian's 1.2.6", "vxlan": "kernel VXLAN", "bare": "no tunnel",
         "no-exit": "without the exit", "echo": "bare UDP echo"}


def number(value):
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:#.3g}".rstrip(".")


def spread(values):
    """Median, least and greatest."""
    return {"median": statistics.median(values), "min": min(values), "max": max(values),
            "rounds": len(values)}


# --- from measurements to rows ---

def read_results(path):
    """{measure: {(mode, x): {of: {round: (value, unit)}}}}"""
    results = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            one = json.loads(line)
            place = results.setdefault(one["measure"], {}).setdefault((one["mode"], one["x"]), {})
            place.setdefault(one["of"], {})[one["round"]] = (one["value"], one["unit"])
    return results


def ratios(ours, theirs):
    """Ratios of the rounds in which both were measured."""
    return [ours[r][0] / theirs[r][0] for r in sorted(ours) if r in theirs and theirs[r][0]]


def find_target(about, mode, x, of):
    for target in about.get("targets", []):
        if target.get("mode", mode) == mode and target.get("x", x) == x and target["to"] == of:
            return target
    return None


def judge(about, row, target):
    """Adds a target and whether it is reached; a target is a ratio, or a value of ours."""
    got = row["ratio"]["median"] if "ratio" in target else row["value"]["median"]
    row["target"] = target.get("ratio", target.get("value"))
    higher = about["better"] == "higher"
    row["reached"] = got >= row["target"] if higher else got <= row["target"]


def make_row(about, name, place, mode, x, of):
    rounds = place[of]
    row = {"measure": name, "mode": mode, "x": x, "of": of,
           "unit": next(iter(rounds.values()))[1],
           "value": spread([value for value, _ in rounds.values()]),
           "ratio": None, "target": None, "reached": None}
    if of != "ours" and "ours" in place:
        paired = ratios(place["ours"], rounds)
        if paired:
            row["ratio"] = spread(paired)
    target = find_target(about, mode, x, of)
    if target and (of == "ours" or row["ratio"]):
        judge(about, row, target)
    return row


def make_rows(results, measures):
    rows = []
    for name in [m for m in measures if m in results] + [m for m in results if m not in measures]:
        about = measures.setdefault(name, {"title": name, "better": "lower"})
        order = about.get("of", ["ours", "debian"])
        for (mode, x), place in sorted(results[name].items(), key=lambda i: (i[0][0], i[0][1] or 0)):
            for of in sorted(place, key=lambda o: (order.index(o) if o in order else 99, o)):
                rows.append(make_row(about, name, place, mode, x, of))
    return rows


def missing_values(rows, measures, programs):
    """Quantities of programs without a value, or with one that is not positive."""
    found = {(row["measure"], row["of"]) for row in rows if row["value"]["min"] > 0}
    return [f"{name}: no values of {of}" for name, about in measures.items()
            if about.get("by") in programs for of in about["of"] if (name, of) not in found]


# --- text ---

COLUMNS = ["mode", "x", "of", "median", "range", "ours/this", "range", "target", ""]


def cells(row, better):
    value, ratio = row["value"], row["ratio"]
    texts = [row["mode"], "" if row["x"] is None else f"{row['x']:,}",
             NAMES.get(row["of"], row["of"]), number(value["median"]),
             f"{number(value['min'])} - {number(value['max'])}"]
    texts += [number(ratio["median"]), f"{number(ratio['min'])} - {number(ratio['max'])}"] \
        if ratio else ["", ""]
    sign = "≥" if better == "higher" else "≤"
    texts += [f"{sign} {row['target']:g}", "reached" if row["reached"] else "missed"] \
        if row["target"] is not None else ["", ""]
    return texts


def tables(rows, measures):
    """(name, title, lines of cells) of each quantity; the first line is the head."""
    for name in dict.fromkeys(row["measure"] for row in rows):
        mine = [row for row in rows if row["measure"] == name]
        about = measures[name]
        body = [cells(row, about["better"]) for row in mine]
        used = [i for i, column in enumerate(zip(*body)) if any(column)]
        yield name, f"{about['title']}, {mine[0]['unit']} ({about['better']} is better)", \
            [[line[i] for i in used] for line in [COLUMNS] + body]


def as_text(rows, measures):
    lines = []
    for _, title, table in tables(rows, measures):
        widths = [max(map(len, column)) for column in zip(*table)]
        lines.append(title)
        for line in table:
            lines.append("  " + "  ".join(c.ljust(w) for c, w in zip(line, widths)).rstrip())
        lines.append("")
    return "\n".join(lines)


# --- plots ---

def curve_data(mine):
    """A block for each program and mode: x, median, least, greatest."""
    blocks, titles = [], []
    for of, mode in dict.fromkeys((row["of"], row["mode"]) for row in mine):
        points = [row for row in mine if (row["of"], row["mode"]) == (of, mode)]
        blocks.append("\n".join(f"{row['x']} {row['value']['median']} {row['value']['min']} "
                                f"{row['value']['max']}" for row in points))
        titles.append(NAMES.get(of, of))
    data = "$data << END\n" + "\n\n\n".join(blocks) + "\nEND\n"
    plots = [f'$data index {i} using 1:2:3:4 with yerrorlines title "{title}"'
             for i, title in enumerate(titles)]
    values = [row["value"]["median"] for row in mine]
    scale = "set logscale y\n" if max(values) > 30 * min(values) else "set yrange [0:*]\n"
    return (data + "set logscale x\nset format x '10^{%T}'\n" + scale
            + "set offsets graph 0.03, graph 0.03, graph 0, graph 0\nplot " + ", ".join(plots) + "\n")


def bar_data(mine):
    """A cluster for each mode, a bar for each program."""
    programs = list(dict.fromkeys(row["of"] for row in mine))
    lines = []
    for mode in dict.fromkeys(row["mode"] for row in mine):
        line = f'"{mode}"'
        for of in programs:
            value = next((r["value"] for r in mine if (r["mode"], r["of"]) == (mode, of)), None)
            line += " {median} {min} {max}".format(**value) if value else " NaN NaN NaN"
        lines.append(line)
    plots = [f'$data using {3 * i + 2}:{3 * i + 3}:{3 * i + 4}:xtic(1) title "{NAMES.get(of, of)}"'
             for i, of in enumerate(programs)]
    return ("$data << END\n" + "\n".join(lines) + "\nEND\nset style data histograms\n"
            "set style histogram errorbars gap 1 lw 1\nset style fill solid 0.6\n"
            "set yrange [0:*]\nplot " + ", ".join(plots) + "\n")


def plot(folder, name, about, mine):
    script = (f"set terminal svg size 640,360 font 'sans,11' background 'white'\n"
              f"set output '{folder}/{name}.svg'\nset key outside\nset grid y\n"
              f"set ylabel \"{mine[0]['unit']}\" noenhanced\n")
    if about.get("x"):
        script += f"set xlabel \"{about['x']}\"\n"
    curves = [row for row in mine if row["x"] is not None]
    script += curve_data(curves) if curves else bar_data(mine)
    subprocess.run(["gnuplot"], input=script, text=True, check=True)


# --- the page ---

STYLE = """body { font: 15px/1.4 sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em }
table { border-collapse: collapse } td, th { padding: 0.1em 0.7em; text-align: left }
tr:nth-child(even) { background: #f3f3f3 } .missed { color: #b00 } .reached { color: #070 }"""

METHOD = """Everything runs on this machine: hosts and routers are network namespaces, connected by veth
interfaces, and share its processors. Only ratios of programs measured in the same run mean something
elsewhere. The programs are measured one after the other in each round, so that other load affects all
of them; a ratio is that of ours to the other program, of two values of the same round. Tables show the
median of the rounds, and the range; plots show both. W1, W2 and W3 are wire modes. W1: packets larger
than the MTU cross the cables whole, as veth has it. W2: every sender segments them, and every receiver
joins them again (GRO). W3: every sender segments them. VXLAN is the kernel's, with the MTU of Teredo (1280),
between the same hosts; the path without a tunnel has the same hosts and MTU."""


def as_table(lines, head=False):
    def row(texts, tag):
        return "<tr>" + "".join(
            f"<{tag}{f' class={t}' if t in ('missed', 'reached') else ''}>{html.escape(t)}</{tag}>"
            for t in texts) + "</tr>"
    return "<table>" + "".join(row(texts, "th" if head and i == 0 else "td")
                               for i, texts in enumerate(lines)) + "</table>"


def as_page(folder, rows, measures, machine):
    parts = [f"<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Miredo: benchmark</title>"
             f"<style>{STYLE}</style><h1>Miredo: benchmark</h1>", as_table(machine),
             f"<h2>Method</h2><p>{html.escape(METHOD)}</p>"]
    for name, title, table in tables(rows, measures):
        parts.append(f"<h2>{html.escape(title)}</h2><p>{html.escape(measures[name].get('method', ''))}</p>")
        if os.path.exists(f"{folder}/{name}.svg"):
            parts.append(f'<img src="{name}.svg" alt="{html.escape(title)}">')
        parts.append(as_table(table, head=True))
    return "\n".join(parts) + "\n</html>\n"


def write(path, text):
    with open(path, "w", encoding="utf-8") as output:
        output.write(text)


def main(folder, programs):
    with open(f"{HERE}/measures.json", encoding="utf-8") as table:
        measures = json.load(table)
    with open(f"{folder}/machine.txt", encoding="utf-8") as lines:
        machine = [line.strip().split(": ", 1) for line in lines]
    rows = make_rows(read_results(f"{folder}/results.jsonl"), measures)
    text = as_text(rows, measures)
    write(f"{folder}/result.txt", text)
    write(f"{folder}/result.json", json.dumps({"machine": dict(machine), "rows": rows}, indent=1) + "\n")
    print(text)
    if shutil.which("gnuplot"):
        for name in dict.fromkeys(row["measure"] for row in rows):
            plot(folder, name, measures[name], [row for row in rows if row["measure"] == name])
    else:
        print("report.py: no plots, because gnuplot is not installed", file=sys.stderr)
    write(f"{folder}/index.html", as_page(folder, rows, measures, machine))
    missing = missing_values(rows, measures, programs)
    print("\n".join(missing), end="\n" if missing else "")
    return 1 if missing else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: report.py FOLDER [MEASURE...]")
    sys.exit(main(sys.argv[1], sys.argv[2:]))
