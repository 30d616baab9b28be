export type Format = "BMP" | "GIF" | "JPEG" | "PNG" | "PNM" | "TIFF" | "WebP";

/** The format that a file's first bytes announce, whatever its name says; null if it is no image. */
export function formatOf(bytes: Uint8Array): Format | null {
  const text = String.fromCharCode(...bytes.subarray(0, 12));
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "PNG";
  if (text.startsWith("\xff\xd8\xff")) return "JPEG";
  if (text.startsWith("GIF87a") || text.startsWith("GIF89a")) return "GIF";
  if (text.startsWith("RIFF") && text.slice(8) === "WEBP") return "WebP";
  if (text.startsWith("BM")) return "BMP";
  if (/^P[1-6Ff][\s#]/.test(text)) return "PNM";
  if (/^(II\*\0|MM\0\*|II\+\0|MM\0\+)/.test(text)) return "TIFF";
  return null;
}
