import { test } from "vitest";
import { columnWidths, formatTable } from "../src/output/table.ts";

test("headings are upper case, cells padded, rows end with a tab, the header with a blank", ({ expect }) => {
  const table = {
    header: ["Name", "Ready", "Message"],
    rows: [
      ["podinfo", "True", "Fetched revision: main@sha1:696f056d"],
      ["a", "False", ""],
    ],
  };
  expect(formatTable(table)).toBe(
    [
      "NAME   \tREADY\tMESSAGE                              \n",
      "podinfo\tTrue \tFetched revision: main@sha1:696f056d\t\n",
      "a      \tFalse\t                                    \t\n",
    ].join(""),
  );
});

test("without a header there are rows only", ({ expect }) => {
  expect(formatTable({ header: [], rows: [["a", "b"]] })).toBe("a\tb\t\n");
});

test("a table without rows is its header", ({ expect }) => {
  expect(formatTable({ header: ["Name", "Ready"], rows: [] })).toBe("NAME\tREADY \n");
});

test("a cell of several lines makes its row as high", ({ expect }) => {
  const table = { header: ["Name", "Message"], rows: [["apps", "build failed:\nno such file\n"]] };
  expect(formatTable(table)).toBe("NAME\tMESSAGE       \napps\tbuild failed:\t\n    \tno such file \t\n");
});

test("columns can be as wide as those printed before", ({ expect }) => {
  const table = { header: [], rows: [["a", "bb"]] };
  expect(formatTable(table, columnWidths(table, [4, 1]))).toBe("a   \tbb\t\n");
});
