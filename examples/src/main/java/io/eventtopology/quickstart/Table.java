package io.eventtopology.quickstart;

import java.util.ArrayList;
import java.util.List;

/** A table whose columns are as wide as their widest text; the last column is cut where the terminal ends. */
final class Table {
    private static final String GAP = "  ";

    private final List<Cell> header;
    private final List<List<Cell>> rows = new ArrayList<>();

    /** With the titles of its columns. */
    Table(String... titles) {
        header = List.of(titles).stream()
                .map(title -> new Cell(title, Tint.FAINT))
                .toList();
    }

    /**
     * A text of the table.
     *
     * @param text one line
     * @param tint its colour
     */
    record Cell(String text, Tint tint) {}

    /** Adds a row of plain texts, one for each column. */
    Table row(String... texts) {
        return row(
                List.of(texts).stream().map(text -> new Cell(text, Tint.NONE)).toList());
    }

    /** Adds a row, one cell for each column. */
    Table row(List<Cell> cells) {
        if (cells.size() != header.size()) {
            throw new IllegalArgumentException("The table has " + header.size() + " columns, the row " + cells.size());
        }
        rows.add(List.copyOf(cells));
        return this;
    }

    /**
     * The lines of the table.
     *
     * @param width columns of the terminal that the table may use
     * @param colours whether to colour
     */
    List<String> lines(int width, boolean colours) {
        List<List<Cell>> all = new ArrayList<>();
        all.add(header);
        all.addAll(rows);
        int[] widths = new int[header.size()];
        for (List<Cell> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).text().length());
            }
        }
        return all.stream().map(row -> line(row, widths, width, colours)).toList();
    }

    private static String line(List<Cell> row, int[] widths, int width, boolean colours) {
        StringBuilder line = new StringBuilder();
        int left = width;
        for (int i = 0; i < widths.length; i++) {
            boolean last = i == widths.length - 1;
            String text = row.get(i).text();
            String shown = last ? cut(text, left) : text + " ".repeat(widths[i] - text.length());
            line.append(row.get(i).tint().on(shown, colours)).append(last ? "" : GAP);
            left -= widths[i] + GAP.length();
        }
        return line.toString().stripTrailing();
    }

    private static String cut(String text, int room) {
        // Where there is hardly room, a wrapped line is better than none.
        return text.length() <= room || room < 10 ? text : text.substring(0, room - 1) + "…";
    }
}
