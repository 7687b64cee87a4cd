package io.eventtopology.tools.program;

import io.eventtopology.tools.process.CommandResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The official release, if its SHA-256 sum is pinned and its server answers within seconds. */
record ReleaseRung(Surroundings surroundings, ReleaseSums sums) implements Rung {
    private static final Duration CONNECT = Duration.ofSeconds(4);
    private static final Duration DOWNLOAD = Duration.ofMinutes(10);

    @Override
    public Outcome reach(Program program) {
        if (program.release().isEmpty()) {
            return new Missed("there is no official release of " + program.name());
        }
        Program.Release release = program.release().get();
        Optional<String> sum = sums.of(program, surroundings.os(), surroundings.arch());
        if (sum.isEmpty()) {
            return new Missed("no SHA-256 sum is pinned for the release of " + program.name() + " " + program.version()
                    + " for " + surroundings.os() + "/" + surroundings.arch());
        }
        String url = filled(release.url(), program);
        Path target = surroundings.cache().program(program.name(), program.version());
        Path download = target.resolveSibling("." + target.getFileName() + ".download");
        try {
            download(url, download);
            String actual = sha256(download);
            if (!actual.equalsIgnoreCase(sum.get())) {
                Files.delete(download);
                return new Missed(url + " has the SHA-256 sum " + actual + ", but " + sum.get() + " is pinned");
            }
            Path brought =
                    release.member().isEmpty() ? download : unpacked(download, filled(release.member(), program));
            if (!brought.toFile().setExecutable(true)) {
                return new Missed(brought + " cannot be made executable");
            }
            Files.move(brought, target, StandardCopyOption.ATOMIC_MOVE);
            return new Found(new FoundProgram(program.name(), program.version(), target, "official release"));
        } catch (IOException | UncheckedIOException e) {
            return new Missed(url + " cannot be downloaded (" + e + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while downloading " + url, e);
        }
    }

    private String filled(String template, Program program) {
        return template.replace("{version}", program.version())
                .replace("{os}", surroundings.os())
                .replace("{arch}", surroundings.arch());
    }

    private void download(String url, Path target) throws IOException, InterruptedException {
        surroundings.progress().println("downloading " + url);
        // The body handler does not truncate what an earlier attempt left.
        Files.deleteIfExists(target);
        try (HttpClient client = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
            HttpResponse<Path> response = client.send(
                    HttpRequest.newBuilder(URI.create(url)).timeout(DOWNLOAD).build(),
                    HttpResponse.BodyHandlers.ofFile(target));
            if (response.statusCode() != 200) {
                throw new IOException("the server answered " + response.statusCode());
            }
        }
    }

    private static Path unpacked(Path archive, String member) throws IOException {
        Path folder = Files.createDirectories(archive.resolveSibling(archive.getFileName() + ".d"));
        CommandResult tar = CommandResult.of(
                List.of("tar", "-xzf", archive.toString(), "-C", folder.toString(), member), Map.of(), DOWNLOAD);
        Files.delete(archive);
        if (tar.exit() != 0) {
            throw new IOException(
                    "tar cannot unpack " + member + ": " + tar.stderr().strip());
        }
        return folder.resolve(member);
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digesting = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digesting.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
