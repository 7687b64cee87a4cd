package io.eventtopology.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.crds.Finding;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WarningTextsTest {
    @Test
    void whatFitsIsSaidInFullErrorsFirstAndInformationsNotAtAll() {
        assertThat(WarningTexts.of(List.of(
                        new Finding("B", "Warning", "spec.b", "Something is odd.", "Do b."),
                        new Finding("C", "Info", "spec.c", "Nobody cares.", "Do nothing."),
                        new Finding("A", "Error", "spec.a", "Something is wrong.", "Do a."))))
                .containsExactly("A spec.a: Something is wrong. Do a.", "B spec.b: Something is odd. Do b.");
    }

    @Test
    void whatDoesNotFitIsCutAtWordsAndCounted() {
        List<Finding> findings = Stream.concat(
                        IntStream.range(0, 30).mapToObj(i -> finding("W" + i, "Warning")),
                        IntStream.range(0, 3).mapToObj(i -> finding("E" + i, "Error")))
                .toList();

        List<String> texts = WarningTexts.of(findings);

        assertThat(texts).allSatisfy(text -> assertThat(text.length()).isLessThanOrEqualTo(256));
        assertThat(texts.stream().mapToInt(String::length).sum()).isLessThanOrEqualTo(4096);
        assertThat(texts.subList(0, 3))
                .allMatch(text -> text.startsWith("E"))
                .allMatch(text -> text.endsWith(" word ..."));
        assertThat(texts.getLast()).startsWith((33 - (texts.size() - 1)) + " more findings");
    }

    @Test
    void nothingBreaksTheHeader() {
        assertThat(WarningTexts.of(
                        List.of(new Finding("A", "Error", "spec.a\r\nSet-Cookie: x", "wrong\tthing.\u0000", "Do\na."))))
                .containsExactly("A spec.a Set-Cookie: x: wrong thing. Do a.");
    }

    private static Finding finding(String code, String severity) {
        return new Finding(code, severity, "spec.subject", "word ".repeat(120).strip(), "Do it.");
    }
}
