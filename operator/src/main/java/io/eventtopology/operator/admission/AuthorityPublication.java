package io.eventtopology.operator.admission;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells API servers whom to trust: the {@code caBundle} of every webhook in the ValidatingWebhookConfiguration. The rest of it
 * is the chart's. A JSON patch, and no server-side apply: whoever applies a webhook's name keeps that webhook alive when a later
 * chart drops it.
 */
final class AuthorityPublication {
    private static final Logger LOG = LoggerFactory.getLogger(AuthorityPublication.class);

    private final KubernetesClient client;
    private final String name;

    /** Publishes in the configuration of that name. */
    AuthorityPublication(KubernetesClient client, String name) {
        this.client = client;
        this.name = name;
    }

    /**
     * What API servers are told at the moment.
     *
     * @param version version of the configuration
     * @param bundles the caBundle of each webhook, in Base64; empty texts where there is none
     */
    record Published(String version, List<String> bundles) {
        /** Whether every webhook trusts the authority; with no webhook nobody calls. */
        boolean trusts(X509Certificate authority) {
            return bundles.stream().allMatch(bundle -> holds(bundle, authority));
        }

        private static boolean holds(String bundle, X509Certificate authority) {
            try {
                return ServingCertificate.certificates(
                                new String(Base64.getDecoder().decode(bundle), StandardCharsets.UTF_8))
                        .contains(authority);
            } catch (IllegalArgumentException e) {
                // Somebody wrote something else there; it is about to be replaced.
                return false;
            }
        }
    }

    /** Reads the configuration; empty when there is none, so that nobody calls. */
    Optional<Published> read() {
        ValidatingWebhookConfiguration found = resource().get();
        return found == null
                ? Optional.empty()
                : Optional.of(new Published(
                        found.getMetadata().getResourceVersion(),
                        found.getWebhooks().stream()
                                .map(AuthorityPublication::bundle)
                                .toList()));
    }

    private static String bundle(ValidatingWebhook webhook) {
        String bundle = webhook.getClientConfig() == null
                ? null
                : webhook.getClientConfig().getCaBundle();
        return bundle == null ? "" : bundle;
    }

    /**
     * Writes the bundle where it differs.
     *
     * @param before the configuration as read; if it changed since then, the API server refuses and the next look is right
     * @param authorities PEM
     * @return what is published now
     */
    Published publish(Published before, String authorities) {
        String bundle = Base64.getEncoder().encodeToString(authorities.getBytes(StandardCharsets.UTF_8));
        ArrayNode patch = JsonNodeFactory.instance.arrayNode();
        patch.addObject()
                .put("op", "test")
                .put("path", "/metadata/resourceVersion")
                .put("value", before.version());
        for (int i = 0; i < before.bundles().size(); i++) {
            if (!before.bundles().get(i).equals(bundle)) {
                patch.addObject()
                        .put("op", "add")
                        .put("path", "/webhooks/" + i + "/clientConfig/caBundle")
                        .put("value", bundle);
            }
        }
        if (patch.size() == 1) {
            return before;
        }
        resource().patch(PatchContext.of(PatchType.JSON), patch.toString());
        LOG.info(
                "API servers are told whom to trust for admission: caBundle of ValidatingWebhookConfiguration {}",
                name);
        return new Published(
                before.version(), before.bundles().stream().map(old -> bundle).toList());
    }

    private Resource<ValidatingWebhookConfiguration> resource() {
        return client.admissionRegistration()
                .v1()
                .validatingWebhookConfigurations()
                .withName(name);
    }
}
