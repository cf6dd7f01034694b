/** The way from one place to another as a line, with a dot for each place between them. */
export function RouteLine({ stops, label, below }: { stops: readonly string[]; label: string; below: string }) {
  return (
    <div className="min-w-0 text-center text-sm text-soft">
      <p>{label}</p>
      <div aria-hidden="true" className="my-1 flex items-center">
        <span className="size-2 rounded-full border-2 border-accent" />
        <span className="h-px grow bg-edge/60" />
        {stops.map((stop) => (
          <span key={stop} className="contents">
            <span className="rounded-full border border-line bg-sunk px-1.5 text-xs font-medium text-ink">{stop}</span>
            <span className="h-px grow bg-edge/60" />
          </span>
        ))}
        <span className="size-2 rounded-full bg-accent" />
      </div>
      <p>{below}</p>
    </div>
  );
}
