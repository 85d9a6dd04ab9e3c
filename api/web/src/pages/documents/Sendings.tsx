import { useCollection } from "../../collection";
import { address } from "../../router";
import { Button } from "../../ui/Button";
import { Link } from "../../ui/Link";
import { Failure } from "../../ui/Notice";
import { Progress } from "../../ui/Progress";
import { counted, size } from "./names";
import { isUnderWay, type Sending, type Uploads } from "./useUploads";

/** The files on their way, each with how much of it has left; those that went well fold into one line. */
export function Sendings({ sendings, cancel, clear }: Uploads) {
  const collection = useCollection();
  const shown = sendings.filter((one) => one.state !== "sent" && one.state !== "cancelled");
  const sent = sendings.filter((one) => one.state === "sent").length;
  if (!sendings.length) return null;
  const over = !sendings.some(isUnderWay);
  return (
    <section class="sendings" aria-label="Files being sent">
      <div class="row">
        <p class="sent" role="status">
          {sent > 0 && `${counted(sent, "file")} sent`}
          {sent > 0 && shown.length > 0 && ", "}
          {shown.length > 0 && `${counted(shown.filter(isUnderWay).length, "file")} to go`}
        </p>
        {over && sent > 0 && (
          <Link class="button" data-size="small" to={address("/", { collection })}>
            Ask about {sent === 1 ? "it" : "them"}
          </Link>
        )}
        {over && (
          <Button kind="quiet" size="small" onClick={clear}>
            Dismiss
          </Button>
        )}
      </div>
      {shown.length > 0 && (
        <ul class="plain-list">
          {shown.map((one) => (
            <li key={one.key}>
              <OneSending sending={one} onCancel={() => cancel(one.key)} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function OneSending({ sending, onCancel }: { sending: Sending; onCancel: () => void }) {
  const { name, bytes, state, share, error } = sending;
  if (state === "refused") {
    return (
      <div class="refused">
        <p class="name">{name}</p>
        <Failure error={error} />
      </div>
    );
  }
  const label =
    state === "sending" ? `${name} · ${Math.round(share * 100)} % of ${size(bytes)}` : `${name} · ${size(bytes)}`;
  return (
    <div class="sending">
      <div>
        <Progress label={label} share={share} />
        {error !== null && <p class="small quiet">There is no room just now; it is sent as soon as there is.</p>}
      </div>
      <Button size="small" kind="quiet" onClick={onCancel} aria-label={`Do not send ${name}`}>
        Cancel
      </Button>
    </div>
  );
}
