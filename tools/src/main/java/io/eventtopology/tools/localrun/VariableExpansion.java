package io.eventtopology.tools.localrun;

import java.util.Map;

/**
 * Expands references in a variable's value as Kubernetes does ({@code third_party/forked/golang/expansion} in k8s.io/kubernetes):
 * {@code $(NAME)} is the value of a variable that is known already and stays as it is otherwise; {@code $$} is one dollar sign.
 */
final class VariableExpansion {
    private VariableExpansion() {}

    static String expand(String text, Map<String, String> known) {
        StringBuilder expanded = new StringBuilder(text.length());
        int position = 0;
        while (position < text.length()) {
            char character = text.charAt(position);
            if (character != '$' || position + 1 == text.length()) {
                expanded.append(character);
                position++;
                continue;
            }
            char next = text.charAt(position + 1);
            int end = next == '(' ? text.indexOf(')', position) : -1;
            if (next == '$') {
                expanded.append('$');
                position += 2;
            } else if (end > 0) {
                String name = text.substring(position + 2, end);
                String value = known.get(name);
                expanded.append(value == null ? text.substring(position, end + 1) : value);
                position = end + 1;
            } else {
                expanded.append(character);
                position++;
            }
        }
        return expanded.toString();
    }
}
