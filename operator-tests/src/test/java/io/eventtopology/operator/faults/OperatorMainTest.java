package io.eventtopology.operator.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A wrong configuration ends the process at once, with status 2 and a sentence that says where and what to do. */
class OperatorMainTest {
    @TempDir
    private Path folder;

    /**
     * Guards: the checks of {@code OperatorConfiguration}; without those of the port and of Dapr's version the process ran and
     * failed at the first use.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "watchNamespace: [a]                                | watchNamespace",
                "resyncInterval: 2 minutes                          | PT2M",
                "httpPort: 99999                                    | httpPort",
                "'dapr: {version: banana}'                          | banana",
                "'kafka: {clusters: [{name: a, provisioner: Direct}]}' | bootstrapServers",
            })
    void aWrongConfigurationIsSaidAndEndsTheProcess(String configuration, String said) throws Exception {
        try (OperatorProcess operator = OperatorProcess.start(folder, configuration, Map.of())) {
            assertThat(operator.waitFor(Duration.ofSeconds(30))).hasValue(2);
            assertThat(operator.output()).contains(said).doesNotContain("\tat ");
        }
    }
}
