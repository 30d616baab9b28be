interface Props {
  problem: string | null;
  again: () => Promise<void>;
}

/** What went wrong with something that is shown here, and a way to try it again. */
export function Trouble({ problem, again }: Props) {
  if (problem === null) return null;
  return (
    <p class="note bad" role="alert">
      {problem}{" "}
      <button type="button" onClick={() => void again()}>
        Try again
      </button>
    </p>
  );
}
