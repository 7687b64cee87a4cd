package io.eventtopology.planner.workload;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes quantities as the API server stores them: without fraction and with the largest suffix that allows this, for example
 * 0.5 as 500m and 1024Mi as 1Gi (Quantity.CanonicalizeBytes in k8s.io/apimachinery, package resource). Without this, what is
 * read back would never equal what was applied.
 */
final class Quantities {
    private static final List<String> BINARY = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
    private static final List<String> DECIMAL = List.of("m", "", "k", "M", "G", "T", "P", "E");
    private static final int ONE = DECIMAL.indexOf("");
    private static final BigDecimal KIBI = BigDecimal.valueOf(1024);
    private static final BigDecimal KILO = BigDecimal.valueOf(1000);

    private Quantities() {}

    /** Each quantity as the API server stores it. */
    static SortedMap<String, Quantity> canonical(Map<String, String> quantities) {
        SortedMap<String, Quantity> canonical = new TreeMap<>();
        quantities.forEach((resource, text) -> canonical.put(resource, Quantity.parse(canonical(text))));
        return canonical;
    }

    /**
     * A quantity as the API server stores it.
     *
     * @param text digits, an optional fraction and an optional suffix out of m, k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei
     */
    static String canonical(String text) {
        int end = text.length();
        while (end > 0 && Character.isLetter(text.charAt(end - 1))) {
            end--;
        }
        BigDecimal number = new BigDecimal(text.substring(0, end));
        String suffix = text.substring(end);
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
