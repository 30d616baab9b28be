import { Component, type ComponentChildren } from "preact";
import { explain } from "../chain/explain";

/** Draws what went wrong in a page in its place, so that the rest stays usable. */
export class Boundary extends Component<{ children: ComponentChildren }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static override getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <section class="card" role="alert">
        <h1>This page stopped</h1>
        <p>{explain(error)}</p>
        <p>What you handed in is on the chain; what you had not handed in is kept here.</p>
        <button type="button" onClick={() => location.reload()}>
          Load it again
        </button>
      </section>
    );
  }
}
