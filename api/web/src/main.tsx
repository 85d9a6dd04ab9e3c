import { render } from "preact";
import { App } from "./app";
import { followTheme } from "./theme";
import "./ui/tokens.css";
import "./ui/base.css";
import "./ui/ui.css";
import "./app.css";

followTheme();
const place = document.getElementById("app");
if (place) render(<App />, place);
