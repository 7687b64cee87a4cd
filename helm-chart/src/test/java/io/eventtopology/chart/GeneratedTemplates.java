package io.eventtopology.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Templates that are made from files of other modules, so that the chart cannot differ from what tests run under. */
final class GeneratedTemplates {
    private static final Path REPOSITORY = Path.of("").toAbsolutePath().getParent();
    private static final String CHART = "event-topology-operator";

    /** Roles in rbac.yaml, {@code kind/name}, and the names of their rules in the chart. */
    private static final Map<String, String> RULES = Map.of(
            "ClusterRole/event-topology-operator", "watched",
            "ClusterRole/event-topology-operator-cluster", "cluster",
            "ClusterRole/event-topology-operator-strimzi", "strimzi",
            "Role/event-topology-operator", "own");

    /** How the comment above rules of an optional part begins, and when the part is on. */
    private static final Map<String, String> CONDITIONS = Map.of(
            "Admission", "include \"event-topology-operator.ownCertificate\" .",
            "Delivery verification", ".Values.deliveryVerification.enabled",
            "Eviction", "and .Values.deliveryVerification.enabled .Values.deliveryVerification.restart");

    private GeneratedTemplates() {}

    /** Contents by path below the chart's templates. */
    static Map<String, String> generate() throws IOException {
        Map<String, String> templates = new TreeMap<>();
        try (Stream<Path> manifests = Files.list(REPOSITORY.resolve("crds/manifests"))) {
            for (Path manifest : manifests.sorted().toList()) {
                templates.put("crds/" + manifest.getFileName(), crd(Files.readString(manifest)));
            }
        }
        templates.put("_rules.tpl", rules(Files.readString(REPOSITORY.resolve("operator/manifests/rbac.yaml"))));
        return templates;
    }

    private static String crd(String manifest) {
        Matcher name = Pattern.compile("(?m)^metadata:\n  name: (\\S+)\n").matcher(manifest);
        if (!name.find() || manifest.contains("{{")) {
            throw new IllegalStateException("No manifest of a CRD as the generator in crds writes it: " + manifest);
        }
        return "{{- /* Made from crds/manifests by GeneratedTemplatesTest. */}}\n{{- if .Values.crds.enabled }}\n"
                + manifest.substring(0, name.end())
                + "  {{- include \"" + CHART + ".crdMetadata\" . | nindent 2 }}\n"
                + manifest.substring(name.end())
                + "{{- end }}\n";
    }

    private static String rules(String rbac) {
        Map<String, String> rules = new TreeMap<>();
        RULES.values().forEach(role -> rules.put(role, ""));
        for (String document : rbac.split("(?m)^---\n")) {
            Matcher kind = Pattern.compile("(?m)^kind: (\\w*Role)$").matcher(document);
            Matcher name = Pattern.compile("(?m)^  name: (\\S+)$").matcher(document);
            if (kind.find() && name.find()) {
                String role = kind.group(1) + "/" + name.group(1);
                String key = RULES.get(role);
                if (key == null) {
                    throw new IllegalStateException("operator/manifests/rbac.yaml has a role that the chart does not"
                            + " render: " + role + "; add it to GeneratedTemplates.RULES and to templates/rbac.yaml");
                }
                rules.put(key, document.substring(document.indexOf("\nrules:\n") + "\nrules:\n".length()));
            }
        }
        return "{{/* Made from operator/manifests/rbac.yaml by GeneratedTemplatesTest. */}}\n"
                + rules.entrySet().stream()
                        .map(role -> "\n{{- define \"" + CHART + ".rules." + role.getKey() + "\" -}}\n"
                                + conditional(role.getValue().stripTrailing().replaceAll("(?m)^  ", ""))
                                + "{{- end }}\n")
                        .collect(Collectors.joining());
    }

    /** The rules of one role: named objects get the release's names, and rules of an optional part its condition. */
    private static String conditional(String rules) {
        StringBuilder text = new StringBuilder();
        String condition = "";
        boolean inComment = false;
        for (String line : rules.split("\n")) {
            boolean comment = line.startsWith("#");
            if (comment && !inComment) {
                String wanted = condition(line);
                if (!wanted.equals(condition)) {
                    text.append(condition.isEmpty() ? "" : "{{- end }}\n");
                    text.append(wanted.isEmpty() ? "" : "{{- if " + wanted + " }}\n");
                    condition = wanted;
                }
            }
            inComment = comment;
            text.append(
                            line.startsWith("  resourceNames:")
                                    ? line.replace(CHART, "{{ include \"" + CHART + ".fullname\" . }}")
                                    : line)
                    .append("\n");
        }
        return text.append(condition.isEmpty() ? "" : "{{- end }}\n").toString();
    }

    private static String condition(String comment) {
        return CONDITIONS.entrySet().stream()
                .filter(part -> comment.startsWith("# " + part.getKey() + ":"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }
}
