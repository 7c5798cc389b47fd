#!/usr/bin/env -S node --max-semi-space-size=4 --max-old-space-size=1024
import { launch } from '../launch.js'

launch(new URL('./fanbelt.ts', import.meta.url).href, process.argv.slice(2))
