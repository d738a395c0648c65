// What the pages gain where scripts run. Each works without: nothing here decides, checks or stores anything.
import { copyOnDemand } from "./copy.js";
import { sendOnce } from "./once.js";
import { warnOfUnsaved } from "./unsaved.js";

copyOnDemand(document);
sendOnce(document);
warnOfUnsaved(document);
