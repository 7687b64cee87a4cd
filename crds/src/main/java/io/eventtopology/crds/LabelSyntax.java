package io.eventtopology.crds;

/**
 * What Kubernetes allows as keys and values of labels. The keys of a map cannot be limited by a schema, only by a rule.
 */
final class LabelSyntax {
    static final String KEY = "^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$";
    static final String VALUE = "^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$";
    static final String KEYS_RULE = "self.all(k, k.size() <= 316 && k.matches('" + KEY + "'))";
    static final String KEYS_MESSAGE =
            "a key has an optional host name and /, then letters, digits, -, _ and ., starts and ends with a letter or digit, and is at most 316 long, for example example.com/team";

    private LabelSyntax() {}
}
