package io.eventtopology.tools.crd;

import io.eventtopology.tools.module.GoModule;
import io.eventtopology.tools.module.ModuleFiles;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Dapr's own description of its pub/sub components: which metadata keys each knows, which are required and which values
 * they take. One {@code metadata.yaml} a component, of components-contrib 1.16.0, which Dapr 1.16.0 is built with
 * ({@code schemaVersion: v1}; keys under {@code metadata}, {@code authenticationProfiles[].metadata} and
 * {@code builtinAuthenticationProfiles[].metadata}).
 */
public final class DaprComponentMetadata {
    private final ModuleFiles modules;

    DaprComponentMetadata(ModuleFiles modules) {
        this.modules = modules;
    }

    /** For this machine and user. */
    public static DaprComponentMetadata ofThisMachine() {
        return new DaprComponentMetadata(ModuleFiles.ofThisMachine());
    }

    /** The pub/sub components of the brokers that a topology can name. */
    public enum PubSub {
        /** {@code pubsub.kafka}. */
        KAFKA("pubsub.kafka", "kafka"),
        /** {@code pubsub.redis}. */
        REDIS("pubsub.redis", "redis"),
        /** {@code pubsub.rabbitmq}. */
        RABBITMQ("pubsub.rabbitmq", "rabbitmq"),
        /** {@code pubsub.gcp.pubsub}. */
        GCP_PUBSUB("pubsub.gcp.pubsub", "gcp/pubsub"),
        /** {@code pubsub.aws.snssqs}. */
        AWS_SNS_SQS("pubsub.aws.snssqs", "aws/snssqs"),
        /** {@code pubsub.azure.servicebus.topics}. */
        AZURE_SERVICE_BUS_TOPICS("pubsub.azure.servicebus.topics", "azure/servicebus/topics"),
        /** {@code pubsub.in-memory}. */
        IN_MEMORY("pubsub.in-memory", "in-memory");

        private final String type;
        private final String folder;

        PubSub(String type, String folder) {
            this.type = type;
            this.folder = folder;
        }

        /** The value of a Component's {@code spec.type}. */
        public String type() {
            return type;
        }

        private String file() {
            return "pubsub/" + folder + "/metadata.yaml";
        }
    }

    /**
     * The component's {@code metadata.yaml}.
     *
     * @throws io.eventtopology.tools.module.ModuleUnavailableException if the Go module cannot be brought
     */
    public Path of(PubSub component) {
        return modules.fetch(
                        GoModule.DAPR_COMPONENTS,
                        "pubsub-metadata",
                        Arrays.stream(PubSub.values()).map(PubSub::file).toList())
                .resolve(component.file());
    }
}
