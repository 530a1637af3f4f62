/** Hands something to the browser as a file to keep. */
export function save(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = name.replaceAll(' › ', '-');
  anchor.click();
  URL.revokeObjectURL(address);
}
