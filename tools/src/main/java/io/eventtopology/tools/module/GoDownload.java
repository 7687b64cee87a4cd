package io.eventtopology.tools.module;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eventtopology.tools.process.CommandResult;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code go mod download}, which keeps the zip in Go's own module cache. */
record GoDownload(Map<String, String> environment) implements ZipSource {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @Override
    public Optional<Path> zip(GoModule module, Path work, List<String> reasons) {
        // The sum is checked by us, so no sum database is asked.
        Map<String, String> settings = Map.of("GOFLAGS", "", "GOWORK", "off", "GOSUMDB", "off");
        // env finds go on this environment's PATH.
        List<String> command = List.of(
                "/usr/bin/env",
                "PATH=" + environment.getOrDefault("PATH", ""),
                "go",
                "mod",
                "download",
                "-json",
                module.coordinates());
        try {
            CommandResult result = CommandResult.of(command, settings, LIMIT);
            String zip = result.stdout().isBlank()
                    ? ""
                    : answer(result.stdout()).path("Zip").asText("");
            if (result.exit() == 0 && !zip.isEmpty()) {
                return Optional.of(Path.of(zip));
            }
            reasons.add("go mod download: exit status " + result.exit() + ", "
                    + (result.stdout() + result.stderr()).strip());
        } catch (UncheckedIOException e) {
            reasons.add("go mod download: " + e.getMessage());
        }
        return Optional.empty();
    }

    private static JsonNode answer(String json) {
        try {
            return new JsonMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("not JSON: " + json, e);
        }
    }
}
