import type { ComponentChildren } from "preact";
import { Failure, Notice } from "../../ui/Notice";
import { Progress } from "../../ui/Progress";
import type { TourProgress } from "./useTour";

/** Shows its content once the samples have been read, and until then how far they are. */
export function WhenReady({ progress, children }: { progress: TourProgress; children: ComponentChildren }) {
  const { tour, error } = progress;
  if (error !== null) return <Failure error={error} />;
  if (tour?.state === "ready") return <>{children}</>;
  if (tour?.state === "failed") return <Notice kind="bad">A sample could not be read: {tour.reason}.</Notice>;
  return (
    <Progress
      label={tour ? `The samples are being read: ${tour.ready} of ${tour.documents}` : "Looking for the samples …"}
      share={tour ? tour.ready / tour.documents : undefined}
    />
  );
}
