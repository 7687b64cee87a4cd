package io.eventtopology.operator;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import java.util.Set;

/** Calls of fabric8's client that change something on the API server. */
final class WritesToTheApiServer extends DescribedPredicate<JavaMethodCall> {
    private static final Set<String> WRITES = Set.of(
            "create",
            "createOr",
            "update",
            "updateStatus",
            "edit",
            "editStatus",
            "patch",
            "patchStatus",
            "replace",
            "delete",
            "evict",
            "serverSideApply");

    WritesToTheApiServer() {
        super("write to the API server");
    }

    @Override
    public boolean test(JavaMethodCall call) {
        return call.getTargetOwner().getPackageName().startsWith("io.fabric8.kubernetes.client")
                && WRITES.contains(call.getName());
    }
}
