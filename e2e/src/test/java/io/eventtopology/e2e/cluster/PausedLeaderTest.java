package io.eventtopology.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Faults 12 and 13: the leader stands still beyond its Lease, and another takes over. Needs a node that is this machine, and the audit log. */
@Tag("cluster")
@Order(60)
class PausedLeaderTest {
    private final ClusterUnderTest cluster = ClusterUnderTest.current();
    private final Release release = new Release();

    @Test
    void aLeaderThatWakesUpTooLateWritesNothing() throws Exception {
        release.ensureInstalled();
        assumeThat(cluster.options().auditLog())
                .as("PausedLeaderTest is SKIPPED: without --audit-log nobody knows who wrote")
                .isPresent();
        String first = release.leader();
        List<Long> processes = processes(first);
        assumeThat(processes)
                .as("PausedLeaderTest is SKIPPED: the operator's processes are not on this machine")
                .isNotEmpty();

        signal(processes, "STOP");
        await().atMost(Duration.ofSeconds(60)).until(() -> !release.leader().equals(first));
        String second = release.leader();
        Instant takenOver = Instant.now();
        cluster.kubectl("create", "namespace", "paused");
        try {
            TopologySample.apply("paused", "while-paused");
            cluster.awaitReady("paused", "eventtopologies", Duration.ofSeconds(60));
            signal(processes, "CONT");
            TopologySample.apply("paused", "after-waking");
            cluster.awaitReady("paused", "eventtopologies", Duration.ofSeconds(60));
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(restarts(first))
                            .as("restarts of " + first)
                            .isPositive());

            OperatorAudit audit = OperatorAudit.of(cluster.options().auditLog().orElseThrow());
            assertThat(audit.writesOf(first, takenOver)).isEmpty();
            assertThat(audit.writesOf(second, takenOver)).isNotEmpty();
            System.out.println("the paused leader wrote nothing after its Lease, and was restarted");
        } finally {
            signal(processes, "CONT");
            cluster.kubectl("delete", "namespace", "paused", "--timeout=120s");
        }
    }

    private int restarts(String pod) {
        return release.pods().stream()
                .filter(found -> found.getMetadata().getName().equals(pod))
                .mapToInt(found ->
                        found.getStatus().getContainerStatuses().getFirst().getRestartCount())
                .sum();
    }

    /** Processes of a pod on this machine, by its control group. */
    private List<Long> processes(String name) throws IOException {
        String uid = release.pods().stream()
                .filter(pod -> pod.getMetadata().getName().equals(name))
                .map(Pod::getMetadata)
                .findFirst()
                .orElseThrow()
                .getUid();
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.map(ProcessHandle::pid).filter(pid -> isOf(pid, uid)).toList();
        }
    }

    private static boolean isOf(long pid, String uid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cgroup"))
                            .replace('_', '-')
                            .contains(uid)
                    && Files.readString(Path.of("/proc/" + pid + "/cmdline")).contains("OperatorMain");
        } catch (IOException e) {
            return false;
        }
    }

    private void signal(List<Long> processes, String signal) {
        processes.forEach(pid -> cluster.attempt(Duration.ofSeconds(5), "kill", "-" + signal, String.valueOf(pid)));
    }
}
