package io.eventtopology.gitops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eventtopology.tools.process.CommandResult;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same cases in gopher-lua, the interpreter that Argo CD embeds. It is built with Go, where there is one. */
class GopherLuaTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    static Path folder;

    private static Path program;

    @BeforeAll
    static void build() {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(entry -> Files.isExecutable(Path.of(entry, "go"))),
                "PATH has no go: the scripts run in LuaJ alone");
        program = folder.resolve("health");
        CommandResult built = CommandResult.of(
                List.of(
                        "go",
                        "-C",
                        "src/test/go/health",
                        "build",
                        "-trimpath",
                        "-buildvcs=false",
                        "-o",
                        program.toString()),
                Map.of("CGO_ENABLED", "0", "GOFLAGS", "-mod=readonly"),
                Duration.ofMinutes(5));
        assertThat(built.exit()).as(built.stderr()).isZero();
    }

    @Test
    void every_case_is_as_expected() throws IOException {
        List<HealthCase> cases = HealthScript.all().stream()
                .flatMap(script -> script.cases().stream())
                .toList();
        List<HealthStatus> expected = cases.stream().map(HealthCase::expected).toList();
        List<JsonNode> answers = answers(cases.stream()
                .map(example -> question(example.script().source(), Yaml.read(example.input())))
                .toList());

        assertThat(answers)
                .extracting(answer -> new HealthStatus(
                        answer.path("status").asText(), answer.path("message").asText()))
                .isEqualTo(expected);
    }

    @Test
    void what_is_closed_and_what_never_ends_fails() throws IOException {
        List<JsonNode> answers = answers(Stream.of(
                        "return { status = ('x'):upper() }",
                        "return { status = string.upper('x') }",
                        "return { status = io.read() }",
                        "while true do end")
                .map(script -> question(script, JSON.createObjectNode()))
                .toList());

        assertThat(answers)
                .hasSize(4)
                .allSatisfy(answer -> assertThat(answer.path("error").asText()).isNotEmpty());
    }

    private static ObjectNode question(String script, JsonNode resource) {
        return JSON.createObjectNode().put("script", script).set("resource", resource);
    }

    private static List<JsonNode> answers(List<ObjectNode> questions) throws IOException {
        Path input = folder.resolve("questions.json");
        Files.writeString(
                input,
                String.join("\n", questions.stream().map(ObjectNode::toString).toList()));
        CommandResult result = CommandResult.of(
                List.of("sh", "-c", "exec \"$0\" <\"$1\"", program.toString(), input.toString()),
                Map.of(),
                Duration.ofSeconds(30));
        assertThat(result.exit()).as(result.stderr()).isZero();
        List<JsonNode> answers = new ArrayList<>();
        for (String line : result.stdout().lines().toList()) {
            answers.add(JSON.readTree(line));
        }
        return answers;
    }
}
