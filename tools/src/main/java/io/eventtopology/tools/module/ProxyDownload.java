package io.eventtopology.tools.module;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The zip over plain HTTP from the proxies in {@code GOPROXY} (the GOPROXY protocol: {@code <path>/@v/<version>.zip}). */
record ProxyDownload(Map<String, String> environment) implements ZipSource {
    private static final String FILE = "module.zip";

    @Override
    public Optional<Path> zip(GoModule module, Path work, List<String> reasons) {
        List<String> proxies = Arrays.stream(
                        environment.getOrDefault("GOPROXY", "").split("[,|]"))
                .map(String::strip)
                .filter(entry -> entry.startsWith("http://") || entry.startsWith("https://"))
                .toList();
        if (proxies.isEmpty()) {
            reasons.add("GOPROXY names no module proxy");
        }
        for (String proxy : proxies) {
            String url = proxy.replaceFirst("/+$", "") + "/" + module.path() + "/@v/" + module.version() + ".zip";
            try {
                return Optional.of(download(url, work.resolve(FILE)));
            } catch (IOException e) {
                reasons.add(url + ": " + e);
            }
        }
        return Optional.empty();
    }

    private static Path download(String url, Path target) throws IOException {
        try (HttpClient http = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(4))
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                    .timeout(Duration.ofMinutes(5))
                    .build();
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new IOException("the server answered " + response.statusCode());
            }
            return Files.write(target, response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
