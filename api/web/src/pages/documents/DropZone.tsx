import { useRef, useState } from "preact/hooks";
import { Button } from "../../ui/Button";

interface Props {
  onFiles: (files: File[]) => void;
}

/** A place to drop files on, with a button that does the same. */
export function DropZone({ onFiles }: Props) {
  const chooser = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [folders, setFolders] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const items = [...(event.dataTransfer?.items ?? [])].filter((item) => item.kind === "file");
    const files = items.filter((item) => !item.webkitGetAsEntry()?.isDirectory).map((item) => item.getAsFile());
    setFolders(files.length < items.length);
    onFiles(files.filter((file) => file !== null));
  };
  const choose = () => {
    onFiles([...(chooser.current?.files ?? [])]);
    if (chooser.current) chooser.current.value = "";
  };
  return (
    <div
      class="drop-zone"
      data-over={over || undefined}
      onDragOver={(event: DragEvent) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <p class="drop-line">
        <strong>Drop files here</strong> <span class="quiet">or</span>{" "}
        <Button kind="primary" onClick={() => chooser.current?.click()}>
          Choose files …
        </Button>
      </p>
      <input ref={chooser} type="file" multiple hidden aria-label="Files to add" onChange={choose} />
      <p class="small quiet">
        PDF, Word, Excel, PowerPoint, EPUB, web pages, e-mail, Markdown, text, tables (CSV, TSV), JSON, source code,
        pictures and scans. They stay on this machine.
      </p>
      {folders && (
        <p class="small" role="status">
          Folders are left out here: <code>rag ingest FOLDER</code> reads them with all that is in them.
        </p>
      )}
    </div>
  );
}
