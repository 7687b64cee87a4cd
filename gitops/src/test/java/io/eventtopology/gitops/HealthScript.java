package io.eventtopology.gitops;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LoadState;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.compiler.LuaC;
import org.luaj.vm2.lib.BaseLib;
import org.luaj.vm2.lib.PackageLib;
import org.luaj.vm2.lib.TableLib;

/**
 * A health script in Argo CD's layout, {@code <group>/<Kind>/health.lua}.
 *
 * <p>It runs as a customization in {@code argocd-cm} does (util/lua/lua.go of Argo CD 3.2): with {@code package}, base and {@code
 * table}, without {@code string}, {@code math}, {@code io} and what reads files, and with the resource in the global {@code obj}.
 * The harmless rest of {@code os} that Argo CD leaves open is closed here too.
 *
 * @param folder folder of the script
 */
record HealthScript(Path folder) {
    static final Path ROOT = Path.of("argocd", "resource_customizations");

    /** Every script below {@link #ROOT}, sorted. */
    static List<HealthScript> all() {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.endsWith("health.lua"))
                    .map(file -> new HealthScript(file.getParent()))
                    .sorted((a, b) -> a.folder.compareTo(b.folder))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + ROOT, e);
        }
    }

    static HealthScript of(String group, String kind) {
        return new HealthScript(ROOT.resolve(group).resolve(kind));
    }

    String group() {
        return folder.getParent().getFileName().toString();
    }

    String kind() {
        return folder.getFileName().toString();
    }

    String source() {
        try {
            return Files.readString(folder.resolve("health.lua"));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the script in " + folder, e);
        }
    }

    /** The cases of {@code health_test.yaml}. */
    List<HealthCase> cases() {
        JsonNode tests = Yaml.read(folder.resolve("health_test.yaml")).path("tests");
        return StreamSupport.stream(tests.spliterator(), false)
                .map(test -> new HealthCase(
                        this,
                        folder.resolve(test.path("inputPath").asText()),
                        new HealthStatus(
                                test.at("/healthStatus/status").asText(),
                                test.at("/healthStatus/message").asText())))
                .toList();
    }

    /** What the script says of a resource. */
    HealthStatus of(JsonNode resource) {
        return run(source(), resource);
    }

    static HealthStatus run(String source, JsonNode resource) {
        Globals globals = new Globals();
        globals.load(new BaseLib());
        globals.load(new PackageLib());
        globals.load(new TableLib());
        LoadState.install(globals);
        LuaC.install(globals);
        for (String closed : List.of("dofile", "loadfile", "print")) {
            globals.set(closed, LuaValue.NIL);
        }
        globals.set("obj", value(resource));
        LuaValue result = globals.load(source, "health.lua").call().checktable();
        return new HealthStatus(
                result.get("status").checkjstring(), result.get("message").optjstring(""));
    }

    private static LuaValue value(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                LuaTable table = new LuaTable();
                node.properties().forEach(entry -> table.set(entry.getKey(), value(entry.getValue())));
                yield table;
            }
            case ARRAY -> {
                LuaTable table = new LuaTable();
                node.forEach(item -> table.set(table.length() + 1, value(item)));
                yield table;
            }
            case STRING -> LuaValue.valueOf(node.textValue());
            case NUMBER -> LuaValue.valueOf(node.doubleValue());
            case BOOLEAN -> LuaValue.valueOf(node.booleanValue());
            case NULL, MISSING -> LuaValue.NIL;
            case BINARY, POJO -> throw new IllegalArgumentException("not JSON: " + node.getNodeType());
        };
    }

    @Override
    public String toString() {
        return group() + "/" + kind();
    }
}
