package io.eventtopology.crds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** etcd refuses a resource of more than 1.5 MiB, and then nobody could read why: a status keeps what fits. */
class AcceptedSchemaTest {
    /** Text that gzip does not make shorter than it is in Base64. */
    private static String noise(int length) {
        return new Random(length)
                .ints(length, 33, 123)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    private static AcceptedSchema stored(String event, int length) {
        return new AcceptedSchema(event, "x", "x".repeat(length));
    }

    @Test
    void aShortSchemaStaysReadable() {
        AcceptedSchema schema = AcceptedSchema.of("a.b.c", "{\"type\":\"object\"}");

        assertThat(schema.schema()).isEqualTo("{\"type\":\"object\"}");
        assertThat(schema.canonical()).contains("{\"type\":\"object\"}");
    }

    @Test
    void aLongSchemaIsPackedAndComesBack() {
        String text = "{\"description\":\"" + "ß€ ".repeat(50_000) + "\"}";
        AcceptedSchema schema = AcceptedSchema.of("a.b.c", text);

        assertThat(schema.schema()).hasSizeLessThan(2_000);
        assertThat(schema.canonical()).contains(text);
        assertThat(schema).isEqualTo(AcceptedSchema.of("a.b.c", text));
    }

    @Test
    void whatPackingMakesLongerIsNotPacked() {
        String text = "{\"description\":\"" + noise(2_000) + "\"}";

        assertThat(AcceptedSchema.of("a.b.c", text).canonical()).contains(text);
        assertThat(AcceptedSchema.of("a.b.c", text).schema().length()).isLessThanOrEqualTo(text.length());
    }

    @Test
    void damageIsNoSchema() {
        String packed = AcceptedSchema.of("a.b.c", "{\"description\":\"" + "x".repeat(5_000) + "\"}")
                .schema();

        for (String damaged : List.of(packed.substring(0, packed.length() / 2), "H4sI", "H4sI?", "H4sIAAAA")) {
            assertThat(new AcceptedSchema("a.b.c", "x", damaged).canonical()).isEmpty();
        }
    }

    /** Seen to fail without the limit of unpacking: 64 MiB came back. */
    @Test
    void aSmallTextThatUnpacksToAHugeOneIsNotRead() {
        String bomb = PackedText.pack("x".repeat(64 * 1024 * 1024));

        assertThat(Base64.getDecoder().decode(bomb)).hasSizeLessThan(100_000);
        assertThat(new AcceptedSchema("a.b.c", "x", bomb).canonical()).isEmpty();
    }

    /** Seen to fail without a limit of the sum: 64 MiB were kept. */
    @Test
    void theLongestAreLeftOutUntilTheRestFits() {
        List<AcceptedSchema> schemas = IntStream.range(0, 256)
                .mapToObj(i -> stored("a.b.c" + (1000 + i), i == 7 ? 10 : 200_000 + i))
                .toList();

        List<AcceptedSchema> kept = AcceptedSchema.keepable(schemas);

        assertThat(kept).extracting(AcceptedSchema::event).containsExactly("a.b.c1000", "a.b.c1007");
    }

    @Test
    void whatFitsIsKeptInItsOrder() {
        List<AcceptedSchema> schemas = List.of(
                stored("b.x.y", AcceptedSchema.MOST_OF_ALL / 2), stored("a.x.y", AcceptedSchema.MOST_OF_ALL / 2));

        assertThat(AcceptedSchema.keepable(schemas)).isEqualTo(schemas);
        assertThat(AcceptedSchema.keepable(List.of(schemas.get(0), schemas.get(1), stored("c.x.y", 1))))
                .extracting(AcceptedSchema::event)
                .containsExactly("b.x.y", "c.x.y");
    }
}
