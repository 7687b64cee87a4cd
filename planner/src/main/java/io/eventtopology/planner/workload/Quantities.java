package io.eventtopology.planner.workload;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes quantities as the API server stores them: without fraction and with the largest suffix that allows this, for example
 * 0.5 as 500m and 1024Mi as 1Gi (Quantity.CanonicalizeBytes in k8s.io/apimachinery, package resource). Without this, what is
 * read back would never equal what was applied.
 */
public final class Quantities {
    private static final List<String> BINARY = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
    private static final List<String> DECIMAL = List.of("m", "", "k", "M", "G", "T", "P", "E");
    private static final int ONE = DECIMAL.indexOf("");
    private static final Pattern FORM = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(m|[kMGTPE]|[KMGTPE]i|)");
    private static final BigDecimal KIBI = BigDecimal.valueOf(1024);
    private static final BigDecimal KILO = BigDecimal.valueOf(1000);

    private Quantities() {}

    /** Whether a text is a quantity, for example 0.5, 100m or 1.5Gi. */
    public static boolean isQuantity(String text) {
        return FORM.matcher(text).matches();
    }

    /** Each quantity as the API server stores it. */
    static SortedMap<String, Quantity> canonical(Map<String, String> quantities) {
        SortedMap<String, Quantity> canonical = new TreeMap<>();
        quantities.forEach((resource, text) -> canonical.put(resource, Quantity.parse(canonical(text))));
        return canonical;
    }

    /**
     * A quantity as the API server stores it.
     *
     * @throws IllegalArgumentException when the text is no quantity, see {@link #isQuantity}
     */
    static String canonical(String text) {
        Matcher form = Optional.of(FORM.matcher(text))
                .filter(Matcher::matches)
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + text + "\" is no quantity; write a number with a unit, for example 500m, 2 or 512Mi"));
        BigDecimal number = new BigDecimal(form.group(1));
        String suffix = form.group(2);
        if (suffix.endsWith("i")) {
            BigDecimal value = number.multiply(KIBI.pow(BINARY.indexOf(suffix)));
            boolean whole = value.stripTrailingZeros().scale() <= 0;
            return whole && value.compareTo(KIBI) >= 0 ? shortest(value, KIBI, BINARY) : decimal(value);
        }
        return decimal(number.scaleByPowerOfTen(3 * (DECIMAL.indexOf(suffix) - ONE)));
    }

    /** Resources are rounded up to thousandths (SetDefaults_ResourceList in k8s.io/kubernetes, package core/v1). */
    private static String decimal(BigDecimal value) {
        return shortest(value.scaleByPowerOfTen(3 * ONE).setScale(0, RoundingMode.UP), KILO, DECIMAL);
    }

    private static String shortest(BigDecimal units, BigDecimal step, List<String> suffixes) {
        if (units.signum() == 0) {
            return "0";
        }
        BigDecimal left = units;
        int suffix = 0;
        while (suffix < suffixes.size() - 1 && left.remainder(step).signum() == 0) {
            left = left.divide(step);
            suffix++;
        }
        return left.toBigInteger() + suffixes.get(suffix);
    }
}
