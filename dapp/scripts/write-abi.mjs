// Writes src/chain/abi.ts from what the compiler made of the contracts, the only source of ABIs.
import { readFileSync, writeFileSync } from "node:fs";

const BUILD = new URL("../../build/", import.meta.url);
const NAMES = {
  provenanceRegistry: "IProvenanceRegistry",
  annotationCampaign: "IAnnotationCampaign",
  annotationCampaignFactory: "IAnnotationCampaignFactory",
  collaborativeDataset: "ICollaborativeDataset",
  collaborativeDatasetFactory: "ICollaborativeDatasetFactory",
};

/** Only what an encoder reads: `internalType` is three fifths of the size. */
function parameter({ name, type, indexed, components }) {
  return {
    name,
    type,
    ...(indexed && { indexed }),
    ...(components && { components: components.map(parameter) }),
  };
}

function entry({ type, name, inputs, outputs, stateMutability }) {
  return {
    type,
    ...(name && { name }),
    ...(inputs && { inputs: inputs.map(parameter) }),
    ...(outputs && { outputs: outputs.map(parameter) }),
    ...(stateMutability && { stateMutability }),
  };
}

const parts = ["// Written by scripts/write-abi.mjs; not to be edited.\n"];
for (const [name, contract] of Object.entries(NAMES)) {
  const { abi } = JSON.parse(readFileSync(new URL(`interfaces/${contract}.json`, BUILD), "utf8"));
  parts.push(`export const ${name}Abi = ${JSON.stringify(abi.map(entry))} as const;\n`);
}
writeFileSync(new URL("../src/chain/abi.ts", import.meta.url), parts.join("\n"));
