// What the pages gain where scripts run. Each works without: nothing here decides, checks or stores anything.
import { quoteSelection } from "./comment.js";
import { copyOnDemand } from "./copy.js";
import { tickHour } from "./hour.js";
import { sendOnce } from "./once.js";
import { takeTypedAlong } from "./take_over.js";
import { keepProgress } from "./ticking.js";
import { warnOfUnsaved } from "./unsaved.js";

copyOnDemand(document);
keepProgress(document);
quoteSelection(document);
sendOnce(document);
tickHour(document);
takeTypedAlong(document);
warnOfUnsaved(document);
