import { Component, type ReactNode } from "react";
import { Failure } from "./states";

/** When a page itself fails, the menu stays, and the page can be tried again. */
export class Broken extends Component<{ children: ReactNode }, { error: unknown }> {
  state = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  render() {
    if (this.state.error === undefined) return this.props.children;
    return <Failure error={this.state.error} again={() => this.setState({ error: undefined })} />;
  }
}
