package io.eventtopology.tools.module;

import io.eventtopology.tools.cache.CacheFolder;
import io.eventtopology.tools.cache.TemporaryFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings chosen files of Go modules into the cache, once: by the machine's Go, or without it over plain HTTP from the
 * module proxies in {@code GOPROXY}. Whatever the way, the module's zip must have the pinned sum.
 */
public final class ModuleFiles {
    private final CacheFolder cache;
    private final List<ZipSource> sources;

    ModuleFiles(CacheFolder cache, List<ZipSource> sources) {
        this.cache = cache;
        this.sources = sources;
    }

    /** For this machine and user. */
    public static ModuleFiles ofThisMachine() {
        return of(System.getenv());
    }

    static ModuleFiles of(Map<String, String> environment) {
        return new ModuleFiles(
                CacheFolder.of(environment), List.of(new GoDownload(environment), new ProxyDownload(environment)));
    }

    /**
     * The folder that holds these files of the module, at their places in it.
     *
     * @param set names the choice of files
     * @param names paths relative to the module's root
     * @throws ModuleUnavailableException if no way works, or what came has another sum
     */
    public Path fetch(GoModule module, String set, List<String> names) {
        Path folder =
                cache.root().resolve("modules").resolve(module.coordinates()).resolve(set);
        if (holdsAll(folder, names)) {
            return folder;
        }
        return cache.locked(folder, () -> {}, () -> {
            if (!holdsAll(folder, names)) {
                // An older version of this program may have wanted fewer files.
                if (Files.exists(folder)) {
                    TemporaryFolder.delete(folder);
                }
                extract(module, names, folder);
            }
            return folder;
        });
    }

    private static boolean holdsAll(Path folder, List<String> names) {
        return names.stream().allMatch(name -> Files.exists(folder.resolve(name)));
    }

    private void extract(GoModule module, List<String> names, Path folder) {
        try {
            Path work = Files.createTempDirectory(folder.getParent(), "." + folder.getFileName());
            try {
                ModuleZip zip = new ModuleZip(zip(module, work));
                requirePinned(module, zip.sum());
                Path content = work.resolve("content");
                zip.extract(module, names, content);
                Files.move(content, folder, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                TemporaryFolder.delete(work);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot bring files of " + module.coordinates() + " to " + folder, e);
        }
    }

    private Path zip(GoModule module, Path work) {
        List<String> reasons = new ArrayList<>();
        for (ZipSource source : sources) {
            Optional<Path> zip = source.zip(module, work, reasons);
            if (zip.isPresent()) {
                return zip.get();
            }
        }
        throw new ModuleUnavailableException("Cannot bring the Go module " + module.coordinates() + ":\n  - "
                + String.join("\n  - ", reasons)
                + "\nInstall Go, or set GOPROXY to a module proxy that this machine reaches.");
    }

    private static void requirePinned(GoModule module, String sum) {
        if (!sum.equals(module.sum())) {
            throw new ModuleUnavailableException("The Go module " + module.coordinates() + " came with the sum " + sum
                    + ", but " + module.sum() + " is pinned. Do not use it; check GOPROXY and Go's module cache.");
        }
    }
}
