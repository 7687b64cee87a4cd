package io.eventtopology.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eventtopology.quickstart.Table.Cell;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What people see, on a terminal and elsewhere. */
class ConsoleTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Test
    void elsewhere_than_on_a_terminal_there_is_no_escape_code() throws InterruptedException {
        Console console = console(false, false);
        Stage stage = new Stage(1, "Title", console);
        console.line("text", Tint.WARNING);
        console.event(Duration.ofMillis(1240), "topics", "a, b");
        console.table(new Table("A", "B").row(List.of(new Cell("True", Tint.GOOD), new Cell("x", Tint.BAD))));
        stage.check("it is so", Optional::empty);

        assertThat(written()).doesNotContain("\033", "\r").contains("1  Title", "  text", "1.2 s", "✓ it is so");
    }

    @Test
    void on_a_terminal_what_is_waited_for_is_shown_and_then_replaced() throws InterruptedException {
        new Stage(1, "Title", console(true, false)).check("it is so", Optional::empty);

        assertThat(written()).contains("  … it is so\r\033[K  ✓ it is so");
    }

    @Test
    void what_happens_while_waiting_does_not_mix_with_what_is_waited_for() {
        Console console = console(true, false);
        console.waitFor("it is so");
        console.line("something else");

        assertThat(written()).isEqualTo("  … it is so\r\033[K  something else\n  … it is so");
    }

    @Test
    void colours_are_by_meaning() {
        console(true, true).check(new Check("it is so", false, "it is not", Duration.ZERO));

        assertThat(written()).contains("\033[31m✗\033[0m it is so", "\033[31mit is not\033[0m");
    }

    @Test
    void a_check_waits_until_it_holds() throws InterruptedException {
        int[] looks = {0};

        Check check = new Stage(1, "Title", console(false, false))
                .check("it is so", () -> Probe.expect(++looks[0] == 3, "not yet"));

        assertThat(check.holds()).isTrue();
        assertThat(looks[0]).isEqualTo(3);
    }

    @Test
    void a_check_that_does_not_come_true_says_what_is_so_instead() throws InterruptedException {
        Stage stage = new Stage(1, "Title", console(false, false));
        stage.check("it is so", Duration.ZERO, () -> {
            throw new IllegalStateException("no answer", new IllegalStateException("nobody is there"));
        });

        assertThat(written()).contains("✗ it is so", "    no answer\n    nobody is there");
        Report report = new Report();
        report.add(stage);
        assertThat(report.ok()).isFalse();
        assertThat(report.json(Duration.ofSeconds(2)))
                .contains("\"ok\" : false", "\"seconds\" : 2.0", "\"detail\" : \"no answer\\nnobody is there\"");
    }

    @Test
    void without_any_check_nothing_is_ok() {
        assertThat(new Report().ok()).isFalse();
    }

    @Test
    void columns_are_aligned_and_the_last_is_cut_where_the_terminal_ends() {
        Table table = new Table("NAME", "MESSAGE")
                .row("todos", "short")
                .row("users", "a message that is longer than the terminal is wide");

        assertThat(table.lines(24, false))
                .containsExactly("NAME   MESSAGE", "todos  short", "users  a message that i…");
    }

    @Test
    void a_row_has_as_many_cells_as_the_table_has_columns() {
        assertThatThrownBy(() -> new Table("A", "B").row("a")).hasMessage("The table has 2 columns, the row 1");
    }

    private Console console(boolean terminal, boolean colours) {
        return new Console(new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal, colours, 100);
    }

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
