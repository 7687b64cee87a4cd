package io.eventtopology.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The values of {@code values.yaml} with the comments, {@code # -- ...}, above them. */
final class DocumentedValues {
    private static final Path FILE = HelmChart.FOLDER.resolve("values.yaml");
    private static final Pattern START = Pattern.compile(" *# -- (.*)");
    private static final Pattern MORE = Pattern.compile(" *# (.*)");
    private static final Pattern MEMBER = Pattern.compile("( *)([A-Za-z]\\w*):.*");

    /**
     * A value: what has a comment of its own, and what has none and holds no others.
     *
     * @param path for example kafka.clusters
     * @param comment empty when there is none
     * @param standard what it is when nothing is set
     */
    record Value(String path, String comment, JsonNode standard) {}

    private DocumentedValues() {}

    /** Every value, in the order of the file. */
    static List<Value> read() throws IOException {
        List<Value> values = new ArrayList<>();
        collect("", new YAMLMapper().readTree(FILE.toFile()), comments(), values);
        return values;
    }

    private static void collect(String prefix, JsonNode node, Map<String, String> comments, List<Value> values) {
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String path = prefix + member.getKey();
            JsonNode standard = member.getValue();
            if (standard.isObject() && !standard.isEmpty() && !comments.containsKey(path)) {
                collect(path + ".", standard, comments, values);
            } else {
                values.add(new Value(path, comments.getOrDefault(path, ""), standard));
            }
        }
    }

    private static Map<String, String> comments() throws IOException {
        Map<String, String> comments = new LinkedHashMap<>();
        List<String> path = new ArrayList<>();
        String comment = "";
        for (String line : Files.readAllLines(FILE)) {
            Matcher start = START.matcher(line);
            Matcher more = MORE.matcher(line);
            Matcher member = MEMBER.matcher(line);
            if (start.matches()) {
                comment = start.group(1);
            } else if (more.matches() && !comment.isEmpty()) {
                comment += " " + more.group(1);
            } else if (member.matches()) {
                path = new ArrayList<>(
                        path.subList(0, Math.min(path.size(), member.group(1).length() / 2)));
                path.add(member.group(2));
                if (!comment.isEmpty()) {
                    comments.put(String.join(".", path), comment);
                }
                comment = "";
            }
        }
        return comments;
    }

    /** The chart's README: every value in a table. */
    static String readme() throws IOException {
        StringBuilder text = new StringBuilder("""
                # Event Topology Operator

                <!-- Made from values.yaml by ValuesTest. -->

                Declare which events exist and who publishes and consumes them; the operator creates topics, Dapr objects and workloads, and
                keeps them so. [How to install it](../../docs/install.md) explains the values that matter.

                | value | standard | what it is |
                | --- | --- | --- |
                """);
        ObjectMapper json = new ObjectMapper();
        for (Value value : read()) {
            text.append("| `%s` | `%s` | %s |%n"
                    .formatted(
                            value.path(),
                            json.writeValueAsString(value.standard()),
                            value.comment().replace("|", "\\|").replace("<", "&lt;")));
        }
        return text.toString();
    }
}
