"""Goals of the files of a summary (PERF G6b): its rows as XLSX against XlsxWriter alone, as CSV against a plain COPY.

Both sides write the same cells from the same rows; the yard-stick of the workbook gets them from memory. Memory is
what the process gained at its highest while the file was written, measured on its own thread.
"""

import io
import statistics
import tempfile
import threading
import time
from pathlib import Path

from bench_reports import _fill

ROUNDS = 3
XLSX_GOAL, MEMORY_GOAL, CSV_GOAL = 1.3, 32, 2
FACT = "followup"


def _timed(function):
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def _resident():
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096 / 2**20


class Peak:
    """The highest memory of the process inside the block, above what it was before, in MB."""

    def __enter__(self):
        self.before = self.highest = _resident()
        self.going = threading.Event()
        self.thread = threading.Thread(target=self._watch)
        self.thread.start()
        return self

    def _watch(self):
        while not self.going.wait(0.01):
            self.highest = max(self.highest, _resident())

    def __exit__(self, *_error):
        self.going.set()
        self.thread.join()
        self.extra = self.highest - self.before


def _plain_xlsx(heads, rows):
    import xlsxwriter

    with tempfile.SpooledTemporaryFile() as file, xlsxwriter.Workbook(file, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        dates = workbook.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, heads)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif isinstance(value, (int, float)):
                    sheet.write_number(number, column, value)
                elif value is not None:
                    sheet.write_datetime(number, column, value, dates)


def goals(env, rows):
    """A quarter of ``rows`` follow-ups, all of them in one summary."""
    rows = min(rows, 100_000)
    _fill(env, rows * 8)
    summary = env["hcs.summary"].create({"kind": "quarter", "date_from": "2025-06-26"})
    summary.action_compile()
    columns = summary._rows_columns(FACT)
    query = summary._rows_select(FACT, columns, named=True)
    text = env.cr.mogrify(query.code, query.params).decode()
    found = env.execute_query(query)
    heads = [title for title, *_more in columns]

    def copy():
        env.cr._obj.copy_expert(f"COPY ({text}) TO STDOUT WITH CSV", io.BytesIO())

    runs = {"plain": [], "xlsx": [], "copy": [], "csv": []}
    with Peak() as peak:
        summary._rows_xlsx(FACT).close()
    for _round in range(ROUNDS):
        runs["plain"].append(_timed(lambda: _plain_xlsx(heads, found)))
        runs["xlsx"].append(_timed(lambda: summary._rows_xlsx(FACT).close()))
        runs["copy"].append(_timed(copy))
        runs["csv"].append(_timed(lambda: summary._rows_csv(FACT).close()))
    median = {name: statistics.median(times) for name, times in runs.items()}
    ratio = median["xlsx"] / median["plain"]
    yield f"{len(found):,} rows as XLSX / XlsxWriter alone", f"{ratio:.2f} x", f"<= {XLSX_GOAL} x", ratio <= XLSX_GOAL
    yield "memory of that", f"{peak.extra:.0f} MB", f"<= {MEMORY_GOAL} MB", peak.extra <= MEMORY_GOAL
    ratio = median["csv"] / median["copy"]
    yield "the same rows as CSV / COPY alone", f"{ratio:.2f} x", f"<= {CSV_GOAL} x", ratio <= CSV_GOAL
