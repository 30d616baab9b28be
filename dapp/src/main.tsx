import { render } from "preact";
import { knownStatus } from "./api/server";
import "./ui/style.css";
import { startTheme } from "./ui/theme";
import { App } from "./ui/App";
import { resumeSession } from "./wallet/session";
import { startWallets } from "./wallet/wallet";

startTheme();
startWallets();
void knownStatus().catch(() => undefined); // who needs it asks again, and says so
void resumeSession();
const root = document.getElementById("app");
if (root) render(<App />, root);
