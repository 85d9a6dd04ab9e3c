interface Props {
  label: string;
  /** 0 to 1; leave it out while nobody knows. */
  share?: number | undefined;
}

/** How far something is. */
export function Progress({ label, share }: Props) {
  const known = share === undefined ? {} : { value: share };
  return (
    <div class="progress">
      <span class="small quiet">{label}</span>
      <progress max={1} aria-label={label} {...known} />
    </div>
  );
}
