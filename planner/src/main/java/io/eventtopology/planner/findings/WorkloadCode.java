package io.eventtopology.planner.findings;

import io.eventtopology.crds.Finding;
import io.eventtopology.planner.model.Severity;

/** Codes of findings about workloads and changes of topics, beside {@link io.eventtopology.planner.model.FindingCode}. */
enum WorkloadCode {
    /** A declared environment variable has no effect, because the operator sets it. */
    EnvOverridden(Severity.Warning),
    /** Scaling by lag is declared, but KEDA is not installed. */
    KedaMissing(Severity.Warning),
    /** Fewer partitions than the topic has: refused, because Kafka never lowers the number. */
    PartitionDecrease(Severity.Error),
    /** Another number of replicas than the topic has: refused. */
    ReplicasChanged(Severity.Error);

    private final Severity severity;

    WorkloadCode(Severity severity) {
        this.severity = severity;
    }

    Finding at(String subject, String message, String fix) {
        return new Finding(name(), severity.name(), subject, message, fix);
    }
}
