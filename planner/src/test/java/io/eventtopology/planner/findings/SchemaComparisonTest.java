package io.eventtopology.planner.findings;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventtopology.planner.example.TopologyExample;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaComparisonTest {
    private static List<String> breaks(String reader, String writer) {
        return SchemaComparison.breaks(TopologyExample.tree(reader), TopologyExample.tree(writer));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {required: [a]}                                     | {}                                          | data.a: it is required, but can be missing
                    {type: string}                                      | {type: integer}                             | data: type integer is written, string is read
                    {type: integer}                                     | {type: number}                              | data: type number is written, integer is read
                    {type: string}                                      | {type: [string, 'null']}                    | data: type null is written, string is read
                    {type: [integer, string]}                           | {type: boolean}                             | data: type boolean is written, integer or string is read
                    {type: string}                                      | {}                                          | data: type array or boolean or integer or null or number or object is written, string is read
                    {enum: [a]}                                         | {enum: [a, b, c]}                           | data: the value "b" or "c" is written but not read
                    {enum: [a]}                                         | {type: string}                              | data: any value is written, only some are read
                    {const: 1}                                          | {const: 2}                                  | data: the value 2 is written but not read
                    {type: string}                                      | {enum: [a, 1]}                              | data: type integer is written, string is read
                    {additionalProperties: false}                       | {properties: {a: {}}, additionalProperties: false} | data.a: it is no longer allowed
                    {properties: {a: {}}, additionalProperties: false}  | {properties: {a: {}}}                       | data: properties that are not listed can be written, but are not read
                    {additionalProperties: {type: string}}              | {properties: {a: {type: integer}}, additionalProperties: false} | data.a: type integer is written, string is read
                    {additionalProperties: {type: string}}              | {additionalProperties: {type: integer}}     | data.*: type integer is written, string is read
                    {additionalProperties: {type: object}} | {type: object} | data.*: type array or boolean or integer or null or number or string is written, object is read
                    {properties: {a: {properties: {b: {type: string}}}}} | {properties: {a: {properties: {b: {type: integer}}}}} | data.a.b: type integer is written, string is read
                    {properties: {a: {items: {required: [b]}}}}         | {properties: {a: {items: {type: object}}}}  | data.a[].b: it is required, but can be missing
                    {items: {type: string}}                             | {type: array}                               | data[]: type array or boolean or integer or null or number or object is written, string is read
                    {minimum: 2}                                        | {minimum: 1}                                | data: minimum 2 is asked for, only 1 is kept
                    {minLength: 2}                                      | {type: string}                              | data: minLength 2 is asked for, none is kept
                    {maxItems: 5}                                       | {maxItems: 6}                               | data: maxItems 5 is asked for, only 6 is kept
                    {pattern: a}                                        | {pattern: b}                                | data: the pattern a is asked for, but other text is written
                    {properties: {a: false}}                            | {properties: {a: {type: string}}}           | data.a: it is no longer allowed
                    {$defs: {id: {type: string}}, properties: {a: {$ref: '#/$defs/id'}}} | {properties: {a: {type: integer}}} | data.a: type integer is written, string is read
                    """)
    void broken(String reader, String writer, String expected) {
        assertThat(breaks(reader, writer)).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}                                    | {type: string}
                    true                                  | {required: [a]}
                    {type: number}                        | {type: integer}
                    {type: [string, 'null']}              | {type: string}
                    {enum: [a, b]}                        | {enum: [b]}
                    {enum: [a, b]}                        | {const: a}
                    {type: string}                        | {enum: [a]}
                    {required: [a]}                       | {required: [a, b]}
                    {properties: {new: {type: string}}}   | {type: object}
                    {minimum: 1, maxLength: 9}            | {minimum: 2, maxLength: 8}
                    {pattern: a}                          | {pattern: a}
                    {additionalProperties: false}         | {additionalProperties: false}
                    {items: {}}                           | {type: array}
                    {type: string}                        | false
                    {type: array, items: {type: string}}  | {type: array, items: {enum: [a]}}
                    """)
    void compatible(String reader, String writer) {
        assertThat(breaks(reader, writer)).isEmpty();
    }

    @Test
    void aSchemaThatContainsItselfEnds() {
        String tree =
                "{$defs: {node: {type: object, properties: {value: {type: %s}, next: {$ref: '#/$defs/node'}}}}, $ref: '#/$defs/node'}";

        assertThat(breaks(tree.formatted("string"), tree.formatted("string"))).isEmpty();
        assertThat(breaks(tree.formatted("string"), tree.formatted("integer")))
                .containsExactly("data.value: type integer is written, string is read");
    }

    @Test
    void aReferenceToNowhereIsReadAsItStands() {
        assertThat(breaks("{$ref: '#/$defs/none'}", "{type: string}")).isEmpty();
    }
}
