package io.eventtopology.crds;

import java.util.Map;

/**
 * Says each pattern of the contract in words. The API server quotes a pattern that does not match and leaves the reader to
 * decode it, so each pattern gets a rule beside it whose message says what is allowed, with an example.
 */
final class Wording {
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry(
                    LabelSyntax.KEY,
                    "a key has an optional host name and /, then letters, digits, -, _ and ., and starts and ends with a letter or digit, for example example.com/team"),
            Map.entry(
                    LabelSyntax.VALUE,
                    "a value has only letters, digits, -, _ and ., and starts and ends with a letter or digit"),
            Map.entry(
                    "^[a-z][a-zA-Z0-9_-]*\\.[a-z][a-zA-Z0-9_-]*\\.[a-z][a-zA-Z0-9_-]*$",
                    "an event type is <domain>.<entity>.<action>: three parts of letters, digits, - and _, each starting with a lower-case letter, for example todos.task.created"),
            Map.entry(
                    DurationSyntax.PATTERN,
                    "a duration is a whole number above 0 with one unit of ms, s, m, h or d, for example 500ms, 30s or 7d; at most 999999999 ms or s, 999999 m or h, 99999 d"),
            Map.entry(
                    DurationSyntax.WAIT,
                    "a wait is a whole number above 0 with the unit ms or s, for example 500ms or 1s; at most 999999999 ms or 999999 s"),
            Map.entry(
                    "^/[-a-zA-Z0-9_./~]*$",
                    "a route is a path that starts with / and has only letters, digits and - _ . / ~, for example /events/todo-created"),
            Map.entry("^[ -~]+$", "a match expression is one line of printable ASCII characters"),
            Map.entry(
                    "^(data(\\.[a-zA-Z_][a-zA-Z0-9_]*)+|subject|source)$",
                    "an ordering key is subject, source or a path into the data, for example data.todoId"),
            Map.entry(
                    "^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
                    "a day is YYYY-MM-DD, for example 2027-01-31"),
            Map.entry(
                    "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
                    "a name has only lower-case letters, digits and -, and starts and ends with a letter or digit"),
            Map.entry(
                    "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$",
                    "a name has only lower-case letters, digits, - and ., and starts and ends with a letter or digit"),
            Map.entry("^[-._a-zA-Z0-9]+$", "a key has only letters, digits, -, _ and ."),
            Map.entry(
                    "^[A-Za-z_][A-Za-z0-9_]*$",
                    "the name of a variable has only letters, digits and _, and does not start with a digit, for example LOG_LEVEL"),
            Map.entry(
                    "^[0-9]+(\\.[0-9]+)?(m|k|Ki|M|Mi|G|Gi|T|Ti)?$",
                    "a quantity is a number with an optional unit of m, k, Ki, M, Mi, G, Gi, T or Ti, for example 100m, 0.5 or 256Mi"),
            Map.entry(
                    "^[a-zA-Z0-9][-a-zA-Z0-9._:/@]*$",
                    "an image is registry/repository:tag or registry/repository@digest, for example ghcr.io/shop/orders:1.2"),
            Map.entry(
                    "^[a-zA-Z0-9]([-a-zA-Z0-9.]*[a-zA-Z0-9])?(:[0-9]{1,5})?$",
                    "an address is a host name with an optional port, for example redis.shop.svc:6379"),
            Map.entry(
                    "^https?://[a-zA-Z0-9]([-a-zA-Z0-9.]*[a-zA-Z0-9])?(:[0-9]{1,5})?$",
                    "an endpoint is an http or https URL of a host with an optional port and no path, for example http://aws.shop.svc:4566"),
            Map.entry("^[a-z0-9-]+$", "a region has only lower-case letters, digits and -, for example eu-central-1"),
            Map.entry(
                    "^[a-z][-a-z0-9:.]*[a-z0-9]$",
                    "a project id starts with a lower-case letter and has only lower-case letters, digits and - : ., for example shop-production"),
            Map.entry(
                    "^[a-zA-Z][-a-zA-Z0-9.]*[a-zA-Z0-9]$",
                    "a namespace is a host name, for example shop.servicebus.windows.net"));

    private Wording() {}

    /** @throws IllegalArgumentException when a pattern has no words yet */
    static String of(String pattern) {
        String words = WORDS.get(pattern);
        if (words == null) {
            throw new IllegalArgumentException("Say in Wording what the pattern " + pattern + " allows");
        }
        return words;
    }
}
