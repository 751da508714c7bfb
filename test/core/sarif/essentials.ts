const text = { type: "object", required: ["text"], properties: { text: { type: "string", minLength: 1 } } };

/** What SARIF 2.1.0 and GitHub's code scanning both insist on; unknown keys are refused, as the published schema does. */
export const essentials = {
  type: "object",
  additionalProperties: false,
  required: ["$schema", "version", "runs"],
  properties: {
    $schema: { type: "string", format: "uri" },
    version: { const: "2.1.0" },
    runs: { type: "array", minItems: 1, maxItems: 20, items: { $ref: "#/definitions/run" } },
  },
  definitions: {
    run: {
      type: "object",
      additionalProperties: false,
      required: ["tool", "results"],
      properties: {
        tool: {
          type: "object",
          required: ["driver"],
          additionalProperties: false,
          properties: { driver: { $ref: "#/definitions/driver" } },
        },
        automationDetails: { type: "object", required: ["id"], properties: { id: { type: "string" } } },
        columnKind: { enum: ["utf16CodeUnits", "unicodeCodePoints"] },
        results: { type: "array", maxItems: 25_000, items: { $ref: "#/definitions/result" } },
      },
    },
    driver: {
      type: "object",
      additionalProperties: false,
      required: ["name", "rules"],
      properties: {
        name: { type: "string" },
        semanticVersion: { type: "string" },
        informationUri: { type: "string", format: "uri" },
        rules: { type: "array", uniqueItems: true, items: { $ref: "#/definitions/rule" } },
      },
    },
    rule: {
      type: "object",
      additionalProperties: false,
      required: ["id", "shortDescription", "fullDescription", "help"],
      properties: {
        id: { type: "string" },
        name: { type: "string", maxLength: 255 },
        shortDescription: { ...text, maxLength: 1024 },
        fullDescription: text,
        help: text,
        defaultConfiguration: { type: "object", properties: { level: { enum: ["none", "note", "warning", "error"] } } },
        properties: {
          type: "object",
          properties: { tags: { type: "array", maxItems: 20, items: { type: "string" } } },
        },
      },
    },
    result: {
      type: "object",
      additionalProperties: false,
      required: ["ruleId", "message", "locations", "partialFingerprints"],
      properties: {
        ruleId: { type: "string" },
        ruleIndex: { type: "integer", minimum: 0 },
        level: { enum: ["none", "note", "warning", "error"] },
        message: text,
        locations: { type: "array", minItems: 1, items: { $ref: "#/definitions/location" } },
        partialFingerprints: { type: "object", required: ["primaryLocationLineHash"] },
      },
    },
    location: {
      type: "object",
      required: ["physicalLocation"],
      properties: {
        physicalLocation: {
          type: "object",
          required: ["artifactLocation", "region"],
          properties: {
            artifactLocation: {
              type: "object",
              required: ["uri"],
              properties: { uri: { type: "string", format: "uri-reference" }, uriBaseId: { type: "string" } },
            },
            region: {
              type: "object",
              required: ["startLine"],
              properties: { startLine: { type: "integer", minimum: 1 } },
            },
          },
        },
      },
    },
  },
} as const;
