/** What `build.py` puts into the scripts: the file of what is seen from near. */
declare const NEAR: string;
