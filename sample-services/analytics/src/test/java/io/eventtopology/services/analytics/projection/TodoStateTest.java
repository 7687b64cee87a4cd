package io.eventtopology.services.analytics.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.services.analytics.projection.TodoChange.Action;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TodoStateTest {
    @Test
    void aTodoThatIsDeletedBeforeItIsCreatedIsNeverOpen() {
        TodoState deleted = TodoState.UNKNOWN.with(new TodoChange("t", "ann", Action.DELETED));
        TodoState created = deleted.with(new TodoChange("t", "ann", Action.CREATED));

        assertThat(deleted.counts()).isEqualTo(new UserCounts(0, 0, 1, 0, 0));
        assertThat(created.counts()).isEqualTo(new UserCounts(1, 0, 1, 0, 0));
    }

    @Test
    void aTodoThatIsCompletedBeforeItIsCreatedIsNeverOpen() {
        TodoState completed = TodoState.UNKNOWN.with(new TodoChange("t", "ann", Action.COMPLETED));
        TodoState created = completed.with(new TodoChange("t", "ann", Action.CREATED));

        assertThat(completed.counts().open()).isZero();
        assertThat(created.counts()).isEqualTo(new UserCounts(1, 1, 0, 0, 0));
    }

    @Test
    void aTodoCountsForNobodyUntilItsUserIsKnown() {
        TodoState completed = TodoState.UNKNOWN.with(new TodoChange("t", null, Action.COMPLETED));

        assertThat(completed.userId()).isNull();
        assertThat(completed.counts()).isEqualTo(UserCounts.ZERO);
        assertThat(completed.with(new TodoChange("t", "ann", Action.CREATED)).counts())
                .isEqualTo(new UserCounts(1, 1, 0, 0, 0));
    }

    @Test
    void whoCreatedItIsBelievedWhateverOtherEventsSay() {
        TodoState state = TodoState.UNKNOWN
                .with(new TodoChange("t", "bob", Action.COMPLETED))
                .with(new TodoChange("t", "zoe", Action.CREATED));

        assertThat(state.userId()).isEqualTo("zoe");
    }

    @Test
    void everyOrderWithEveryRepetitionGivesTheSame() {
        List<TodoChange> changes = List.of(
                new TodoChange("t", "zoe", Action.CREATED),
                new TodoChange("t", "bob", Action.COMPLETED),
                new TodoChange("t", null, Action.COMPLETED),
                new TodoChange("t", "ann", Action.DELETED));
        TodoState inOrder = all(changes);

        Random random = new Random(20261124);
        for (int round = 0; round < 500; round++) {
            List<TodoChange> shuffled = new ArrayList<>(changes);
            shuffled.add(changes.get(random.nextInt(changes.size())));
            Collections.shuffle(shuffled, random);
            assertThat(all(shuffled)).as("order %s", shuffled).isEqualTo(inOrder);
        }
    }

    private static TodoState all(List<TodoChange> changes) {
        TodoState state = TodoState.UNKNOWN;
        for (TodoChange change : changes) {
            state = state.with(change);
        }
        return state;
    }
}
