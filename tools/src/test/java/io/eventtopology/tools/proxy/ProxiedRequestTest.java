package io.eventtopology.tools.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxiedRequestTest {
    @ParameterizedTest
    @CsvSource(
            value = {
                "GET    | /version                                                     | GET  |      |             |        |      |     ",
                "GET    | /apis/apps/v1                                                | GET  | apps |             |        |      |     ",
                "GET    | /api/v1/pods                                                 | LIST |      | pods        |        |      |     ",
                "GET    | /api/v1/pods?watch=true&resourceVersion=3                    | WATCH|      | pods        |        |      |     ",
                "GET    | /api/v1/namespaces/a/pods/p/log                              | GET  |      | pods        | log    | a    | p   ",
                "GET    | /api/v1/namespaces                                           | LIST |      | namespaces  |        |      |     ",
                "PUT    | /api/v1/namespaces/a/finalize                                | UPDATE|     | namespaces  | finalize | a  | a   ",
                "DELETE | /api/v1/namespaces/a                                         | DELETE|     | namespaces  |        | a    | a   ",
                "POST   | /apis/kafka.strimzi.io/v1/namespaces/k/kafkatopics           | CREATE| kafka.strimzi.io | kafkatopics | | k |     ",
                "PATCH  | /apis/apps/v1/namespaces/a/deployments/d/status?force=true   | PATCH| apps | deployments | status | a    | d   ",
                "DELETE | /apis/apps/v1/namespaces/a/deployments                       | DELETE_COLLECTION | apps | deployments | | a |  ",
            },
            delimiter = '|',
            nullValues = "null",
            emptyValue = "")
    void takesAPathApartAsTheApiServerDoes(
            String method,
            String uri,
            Verb verb,
            String group,
            String resource,
            String subresource,
            String namespace,
            String name) {
        ProxiedRequest request = ProxiedRequest.parse(method, URI.create(uri), "{}".getBytes(StandardCharsets.UTF_8));

        assertThat(request.verb()).isEqualTo(verb);
        assertThat(request.group()).isEqualTo(orEmpty(group));
        assertThat(request.resource()).isEqualTo(orEmpty(resource));
        assertThat(request.subresource()).isEqualTo(orEmpty(subresource));
        assertThat(request.namespace()).isEqualTo(orEmpty(namespace));
        assertThat(request.name()).isEqualTo(orEmpty(name));
        assertThat(request.body()).isEqualTo("{}");
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}
