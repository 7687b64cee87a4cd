package io.eventtopology.tools.program;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eventtopology.tools.crd.DaprComponentMetadata;
import io.eventtopology.tools.crd.ThirdPartyCrds;
import io.eventtopology.tools.module.GoModule;
import io.eventtopology.tools.module.ModuleUnavailableException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings everything that tests and the quickstart start or read, so that what is slow the first time happens here, with
 * progress on standard error, and prints what is where on standard output.
 */
public final class BringPrograms {
    private BringPrograms() {}

    /**
     * Exits with 0 if all is there, 1 if something cannot be brought and 2 if the arguments are wrong.
     *
     * @param arguments nothing for a table, or {@code --output json} (or {@code table})
     */
    public static void main(String[] arguments) {
        boolean json = List.of(arguments).equals(List.of("--output", "json"));
        if (!json && arguments.length > 0 && !List.of(arguments).equals(List.of("--output", "table"))) {
            System.err.println("usage: BringPrograms [--output table|json]");
            System.exit(2);
        }
        try {
            List<FoundProgram> found = bringAll();
            System.out.println(json ? json(found) : table(found));
        } catch (ProgramUnavailableException | ModuleUnavailableException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static List<FoundProgram> bringAll() {
        ProgramLadder ladder = ProgramLadder.ofThisMachine();
        List<FoundProgram> found = new ArrayList<>();
        Program.ALL.forEach(program -> found.add(ladder.bring(program)));
        Program.DAPR.forEach(program -> found.add(ladder.bring(program)));
        ThirdPartyCrds crds = ThirdPartyCrds.ofThisMachine();
        found.add(files("dapr-crds", GoModule.DAPR, crds.dapr().getFirst()));
        found.add(files("keda-crds", GoModule.KEDA, crds.keda().getFirst()));
        found.add(files(
                "dapr-component-metadata",
                GoModule.DAPR_COMPONENTS,
                DaprComponentMetadata.ofThisMachine().of(DaprComponentMetadata.PubSub.KAFKA)));
        return found;
    }

    private static FoundProgram files(String name, GoModule module, Path file) {
        return new FoundProgram(name, module.version().substring(1), file, "from its Go module");
    }

    static String table(List<FoundProgram> found) {
        StringBuilder text = new StringBuilder("%-24s %-18s %-20s %s".formatted("NAME", "VERSION", "HOW", "PATH"));
        found.forEach(program -> text.append(
                "\n%-24s %-18s %-20s %s".formatted(program.name(), program.version(), program.how(), program.path())));
        return text.toString();
    }

    static String json(List<FoundProgram> found) {
        List<Map<String, String>> rows = found.stream()
                .map(program -> {
                    Map<String, String> row = new LinkedHashMap<>();
                    row.put("name", program.name());
                    row.put("version", program.version());
                    row.put("path", program.path().toString());
                    row.put("how", program.how());
                    return row;
                })
                .toList();
        try {
            return new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(rows);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Strings are always JSON", e);
        }
    }
}
