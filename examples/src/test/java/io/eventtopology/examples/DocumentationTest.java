package io.eventtopology.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.planner.model.FindingCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Documentation says what is so: codes, links, and YAML that is quoted from the examples. */
class DocumentationTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern FINDING_ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\| (\\w+) \\|");
    private static final Pattern YAML_BLOCK = Pattern.compile("(?ms)^```yaml\n(.*?)^```$");

    static List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void every_finding_is_documented_with_its_severity() throws IOException {
        List<String> rows = FINDING_ROW
                .matcher(Files.readString(ROOT.resolve("docs/findings.md")))
                .results()
                .map(row -> row.group(1) + " " + row.group(2))
                .toList();

        assertThat(rows)
                .as("codes and severities in docs/findings.md")
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(FindingCode.values())
                        .map(code -> code.name() + " " + code.severity().name())
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void links_lead_somewhere(Path document) throws IOException {
        Path folder = document.toAbsolutePath().getParent();

        assertThat(LINK.matcher(Files.readString(document))
                        .results()
                        .map(link -> link.group(1))
                        .filter(link -> !link.startsWith("https://")))
                .allSatisfy(link -> assertThat(leadsSomewhere(document, folder, link))
                        .as(document + " links to " + link)
                        .isTrue());
    }

    @Test
    void yaml_in_the_readme_is_quoted_from_the_examples() throws IOException {
        List<String> examples =
                ExampleDirectories.yamlFiles().map(DocumentationTest::read).toList();
        List<String> quotes = YAML_BLOCK
                .matcher(Files.readString(ROOT.resolve("README.md")))
                .results()
                .map(block -> block.group(1))
                .toList();

        assertThat(quotes)
                .isNotEmpty()
                .allSatisfy(
                        quote -> assertThat(examples).as(quote).anyMatch(example -> example.contains("\n" + quote)));
    }

    private static boolean leadsSomewhere(Path document, Path folder, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? document : folder.resolve(parts[0]).normalize();
        return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
    }

    /** Anchors of headings as GitHub makes them. */
    private static List<String> anchors(Path document) {
        return Pattern.compile("(?m)^#+ (.*)$")
                .matcher(read(document))
                .results()
                .map((MatchResult heading) -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{Alnum} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
