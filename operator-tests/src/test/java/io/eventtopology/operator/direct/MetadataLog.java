package io.eventtopology.operator.direct;

import io.eventtopology.tools.kafka.KafkaBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.metadata.MetadataRecordType;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * Kafka's own journal of everything that was ever written to topics, configurations, users and ACLs, whoever wrote it and
 * whether or not it changed anything. Each record begins with the version of its frame and its type (KIP-631).
 */
final class MetadataLog {
    private final Path directory;

    MetadataLog(KafkaBroker broker) {
        Path home = broker.logFile().getParent();
        try (Stream<Path> paths = Files.walk(home)) {
            directory = paths.filter(path -> path.endsWith("__cluster_metadata-0"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("No metadata log below " + home));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many records there are, without those that only show that the controller lives. */
    long writes() {
        try (Stream<Path> segments = Files.list(directory)) {
            long count = 0;
            for (Path segment :
                    segments.filter(path -> path.toString().endsWith(".log")).toList()) {
                count += writes(segment);
            }
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long writes(Path segment) throws IOException {
        long count = 0;
        for (RecordBatch batch : MemoryRecords.readableRecords(ByteBuffer.wrap(Files.readAllBytes(segment)))
                .batches()) {
            if (!batch.isControlBatch()) {
                for (Record each : batch) {
                    count += isWrite(each.value()) ? 1 : 0;
                }
            }
        }
        return count;
    }

    private static boolean isWrite(ByteBuffer value) {
        List<Integer> frameAndType = List.of(ByteUtils.readUnsignedVarint(value), ByteUtils.readUnsignedVarint(value));
        return frameAndType.get(1) != MetadataRecordType.NO_OP_RECORD.id();
    }
}
