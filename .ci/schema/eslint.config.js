// The rules that the schema of the API keeps. `.ci/run` writes the schema beside
// this file and runs eslint on it.
import graphql from "@graphql-eslint/eslint-plugin";

export default [
  {
    files: ["schema.graphql"],
    plugins: { "@graphql-eslint": graphql },
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: "./schema.graphql" } },
    },
    rules: {
      ...graphql.configs["flat/schema-recommended"].rules,
      ...graphql.configs["flat/schema-relay"].rules,
      // Pages go forward: Relay asks for one direction at least.
      "@graphql-eslint/relay-arguments": ["error", { includeBoth: false }],
      // A verdict's reasons are few and have no pages; `nodes` spares clients
      // that need no cursors the edges. An issue that is told of in passing has no
      // identity here: it stands under its repository, until it is closed.
      "@graphql-eslint/relay-edge-types": [
        "error",
        {
          withEdgeSuffix: true,
          shouldImplementNode: false,
          listTypeCanWrapOnlyEdgeType: false,
        },
      ],
      // Connections are made by the library, which describes their fields; the
      // directives are those of GraphQL itself.
      "@graphql-eslint/require-description": [
        "error",
        {
          types: true,
          rootField: true,
          FieldDefinition: true,
          InputValueDefinition: true,
          EnumValueDefinition: true,
          DirectiveDefinition: true,
          ignoredSelectors: [
            "[type=ObjectTypeDefinition][name.value=/Connection$/]",
            "DirectiveDefinition InputValueDefinition",
          ],
        },
      ],
      // Facts and verdicts belong to a repository and have no identity.
      "@graphql-eslint/strict-id-in-types": "off",
    },
  },
];
