package io.eventtopology.gitops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The settings patches hold exactly the scripts. {@code -Dsettings.write=true} writes them anew. */
class ArgoSettingsTest {
    static List<ArgoSettings> settings() {
        return ArgoSettings.ALL;
    }

    static Stream<HealthCase> cases() {
        return HealthScript.all().stream().flatMap(script -> script.cases().stream());
    }

    @ParameterizedTest
    @MethodSource("settings")
    void the_patch_is_what_the_scripts_give(ArgoSettings settings) throws IOException {
        if (Boolean.getBoolean("settings.write")) {
            Files.writeString(settings.file(), settings.text());
        }
        assertThat(settings.file())
                .as("run ./mvnw -pl gitops -am test -Dtest=ArgoSettingsTest -Dsurefire.failIfNoSpecifiedTests=false"
                        + " -Dsettings.write=true and commit the result")
                .hasContent(settings.text());
    }

    @Test
    void every_script_is_in_one_patch() {
        assertThat(settings().stream().flatMap(patch -> patch.scripts().stream()))
                .containsExactlyInAnyOrderElementsOf(HealthScript.all());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void a_script_says_the_same_when_it_is_read_from_the_patch(HealthCase example) {
        JsonNode patch = settings().stream()
                .filter(settings -> settings.scripts().contains(example.script()))
                .map(settings -> Yaml.read(settings.file()))
                .findFirst()
                .orElseThrow();
        String script =
                patch.path("data").path(ArgoSettings.key(example.script())).asText();

        assertThat(HealthScript.run(script, Yaml.read(example.input()))).isEqualTo(example.expected());
    }
}
