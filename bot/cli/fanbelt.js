#!/usr/bin/env node
import { launch } from '../launch.js'

launch(new URL('./fanbelt.ts', import.meta.url).href, process.argv.slice(2))
